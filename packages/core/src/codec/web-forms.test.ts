import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createHarness, type HarnessOptions } from '../pipeline/format/testing/harness.ts'
import { at, parseLine, plain } from '../pipeline/format/testing/strict-json.ts'

function printed(value: unknown, options: HarnessOptions = {}): unknown {
  const harness = createHarness(options)
  harness.log('value', { value })
  return plain(at(parseLine(harness.line()), 'data', 'value'))
}

const keys = (n: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, `${i}`]))

const form = new FormData()
form.append('user', 'ann')
form.append('tag', 'a')
form.append('tag', 'b')
form.append('photo', new File(['12345'], 'me.png', { type: 'image/png' }))

const headers = new Headers({ 'content-type': 'text/plain', authorization: 'Bearer t' })
headers.append('set-cookie', 'a=1')
headers.append('set-cookie', 'b=2')

const POLYFILL = `
  class Headers {
    #all = [['accept', 'a/b']]
    entries() { return this.#all[Symbol.iterator]() }
    get [Symbol.toStringTag]() { return 'Headers' }
  }
  new Headers()`

describe('values of the web platform', () => {
  it.each<[string, unknown, unknown]>([
    ['URLSearchParams', new URLSearchParams('q=x&tag=a&tag=b&q2='), { q: 'x', tag: ['a', 'b'], q2: '' }],
    ['no parameters', new URLSearchParams(), {}],
    [
      'Headers',
      headers,
      { authorization: 'Bearer t', 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] },
    ],
    [
      'FormData',
      form,
      { user: 'ann', tag: ['a', 'b'], photo: { name: 'me.png', size: 5, type: 'image/png' } },
    ],
    ['Blob', new Blob(['123'], { type: 'text/plain' }), { size: 3, type: 'text/plain' }],
    ['File', new File([], 'a.txt'), { name: 'a.txt', size: 0, type: '' }],
    ['one of a polyfill in another realm', runInNewContext(POLYFILL), { accept: 'a/b' }],
    ['a subclass', new (class Query extends URLSearchParams {})('a=1'), { a: '1' }],
    [
      'keys that mean something elsewhere',
      new URLSearchParams('__proto__=1&toJSON=2'),
      { ['__proto__']: '1', toJSON: '2' },
    ],
  ])('%s', (_, value, expected) => {
    expect(printed(value)).toEqual(expected)
  })

  it('print as a value and as bound fields, too', () => {
    const harness = createHarness()
    harness.log('request', new URLSearchParams('q=x'))
    expect(plain(at(parseLine(harness.line()), 'data'))).toEqual({ value: { q: 'x' } })
  })

  it('show 128 entries at most, and say that there are more', () => {
    const many = new URLSearchParams(keys(1000))
    const shown = printed(many) as Record<string, unknown>
    expect(Object.keys(shown)).toHaveLength(129)
    expect(shown['…']).toBe('[More entries]')
    const exactly = new URLSearchParams(keys(128))
    expect(Object.keys(printed(exactly) as object)).toHaveLength(128)
  })

  it('say what their own toJSON or serializer says', () => {
    class Told extends Headers {
      toJSON(): string {
        return 'told'
      }
    }
    expect(printed(new Told())).toBe('told')
    const classSerializers = new Map([[Headers.prototype, () => 'serialized']])
    expect(printed(new Headers(), { classSerializers })).toBe('serialized')
  })

  it.each<[string, object]>([
    ['a tag alone', { [Symbol.toStringTag]: 'Headers', a: 1 }],
    ['an impostor', Object.create(Headers.prototype, { a: { value: 1, enumerable: true } }) as object],
    ['a proxy of one', Object.assign(new Proxy(new URLSearchParams('q=x'), {}), { a: 1 })],
    [
      'a blob without a size',
      new (class {
        a = 1;
        [Symbol.toStringTag] = 'Blob'
      })(),
    ],
    [
      'entries that are none',
      new (class {
        a = 1
        entries(): unknown {
          return [7][Symbol.iterator]()
        }
        get [Symbol.toStringTag](): string {
          return 'FormData'
        }
      })(),
    ],
    [
      'a tag that throws',
      new (class {
        a = 1
        get [Symbol.toStringTag](): string {
          throw new Error('no')
        }
      })(),
    ],
  ])('%s prints its own fields', (_, value) => {
    expect(printed(value)).toMatchObject({ a: 1 })
  })
})
