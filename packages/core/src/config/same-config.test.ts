import { describe, expect, test } from 'vitest'
import { resolve } from './resolve.ts'
import { sameConfig } from './same-config.ts'
import type { Settings } from './settings.ts'
import { writeModule } from '../sinks/fixtures/modules.ts'
import { fakeHost } from './fake-host.ts'

const same = (a: Settings, b: Settings): boolean =>
  sameConfig(resolve(a, fakeHost()).config, resolve(b, fakeHost()).config)

describe('sameConfig', () => {
  test('of settings that come to the same', () => {
    expect(same({ queue: { capacity: '8 MiB' } }, {})).toBe(true)
    expect(same({ level: 'warn' }, { level: 'WARNING' })).toBe(true)
    expect(same({ level: 'warn' }, {})).toBe(false)
    expect(same({ queue: { asyncWaitMs: Number.POSITIVE_INFINITY } }, { queue: { asyncWaitMs: 0 } })).toBe(
      false,
    )
    expect(same({ sinks: [{ kind: 'noop' }] }, { sinks: [{ kind: 'noop' }, { kind: 'stdout-json' }] })).toBe(
      false,
    )
  })

  test('fields of the application are compared by identity', () => {
    const tenant = { id: 1 }
    expect(same({ context: { tenant } }, { context: { tenant } })).toBe(true)
    expect(same({ context: { tenant } }, { context: { tenant: { id: 1 } } })).toBe(false)
    expect(same({ context: { tenant } }, { context: { other: tenant } })).toBe(false)
  })

  test('options of sinks are compared by what is in them', () => {
    const module = writeModule('')
    const withOptions = (options: unknown): Settings => ({ sinks: [{ kind: 'module', module, options }] })
    const make = (): unknown => ({
      big: 1n,
      map: new Map([['a', [1]]]),
      set: new Set(['x']),
      date: new Date(1),
      pattern: /a/,
      nested: { list: [null] },
    })
    expect(same(withOptions(make()), withOptions(make()))).toBe(true)
    for (const [a, b] of [
      [1n, 1],
      [new Map([['a', 1]]), new Map([['a', 2]])],
      [new Set([1]), [1]],
      [new Date(1), new Date(2)],
      [/a/, /b/],
      [{ a: undefined }, {}],
      [[1], { 0: 1 }],
      [null, {}],
      [new Uint8Array(1), new Uint8Array(1)],
    ])
      expect(same(withOptions(a), withOptions(b))).toBe(false)
  })
})
