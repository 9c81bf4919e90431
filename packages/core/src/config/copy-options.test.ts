import { describe, expect, test } from 'vitest'
import { copyOptions } from './copy-options.ts'

const copy = (value: unknown): unknown => copyOptions(value, 'sinks.0.options')
class Client {
  close(): void {}
}

describe('copyOptions', () => {
  test('copies what is data, however it is nested', () => {
    const shared = new SharedArrayBuffer(8)
    const options = {
      url: 'https://logs',
      retries: 3,
      big: 10n,
      off: false,
      none: null,
      nothing: undefined,
      list: [1, [2]],
      date: new Date(5),
      pattern: /a/g,
      map: new Map([['k', { v: 1 }]]),
      set: new Set([1]),
      bytes: new Uint8Array([1, 2]),
      bare: Object.assign(Object.create(null) as object, { x: 1 }),
      shared,
      view: new Int32Array(shared),
      ['__proto__']: 1,
    }
    const copied = copy(options) as typeof options
    expect(copied).toEqual(options)
    expect(copied).not.toBe(options)
    options.list.push(9)
    options.map.clear()
    options.bytes[0] = 99
    expect(copied).toMatchObject({
      list: [1, [2]],
      map: new Map([['k', { v: 1 }]]),
      bytes: new Uint8Array([1, 2]),
    })
    copied.view[0] = 7
    expect(options.view[0]).toBe(7)
    expect(structuredClone(copied)).toEqual(copied)
  })

  test.each([
    [() => undefined, 'sinks.0.options', 'not a function'],
    [{ onError: () => undefined }, 'sinks.0.options.onError', 'not a function'],
    [{ a: { b: [{}, { c() {} }] } }, 'sinks.0.options.a.b.1.c', 'not a function'],
    [{ tag: Symbol('x') }, 'sinks.0.options.tag', 'not a symbol'],
    [{ client: new Client() }, 'sinks.0.options.client', 'not an instance of Client'],
    [{ url: new URL('https://logs') }, 'sinks.0.options.url', 'not an instance of URL'],
    [{ error: new TypeError('x') }, 'sinks.0.options.error', 'not an instance of TypeError'],
    [{ later: Promise.resolve() }, 'sinks.0.options.later', 'not an instance of Promise'],
    [{ weak: new WeakMap() }, 'sinks.0.options.weak', 'not an instance of WeakMap'],
    [{ odd: Object.create({ inherited: 1 }) as object }, 'sinks.0.options.odd', 'not an instance of Object'],
    [{ map: new Map([['k', () => undefined]]) }, 'sinks.0.options.map.k', 'not a function'],
    [{ set: new Set([Symbol.iterator]) }, 'sinks.0.options.set.0', 'not a symbol'],
  ])('%# refuses what would not arrive as it was, naming the key', (options, key, what) => {
    expect(() => copy(options)).toThrow(expect.objectContaining({ code: 'FAPILOG_E_CONFIG', key }))
    expect(() => copy(options)).toThrow(what)
  })

  test('refuses what refers to itself, and what is nested without end', () => {
    const self: Record<string, unknown> = {}
    self['self'] = self
    expect(() => copy(self)).toThrow('not nested more than 32 deep')
  })

  test('names the key that throws when it is read', () => {
    const options = {
      get token(): string {
        throw new Error('locked')
      },
    }
    expect(() => copy({ a: options })).toThrow('sinks.0.options.a.token threw an error when it was read')
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(() => copy({ proxy })).toThrow('sinks.0.options.proxy threw an error when it was read')
  })
})
