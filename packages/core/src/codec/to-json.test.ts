import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createHarness, type HarnessOptions } from '../pipeline/format/testing/harness.ts'
import { at, parseLine, plain } from '../pipeline/format/testing/strict-json.ts'

function printed(value: unknown, options: HarnessOptions = {}): unknown {
  const harness = createHarness(options)
  harness.log('value', { value })
  return plain(at(parseLine(harness.line()), 'data', 'value'))
}

const toJSON = (): unknown => 'by toJSON'
const hidden = { value: toJSON, enumerable: false }
const wide = (): object => Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i]))

class Plain {
  id = 1
}
class WithToJson {
  toJSON(): unknown {
    return 'by toJSON'
  }
}
class List extends Array<number> {
  toJSON(): unknown {
    return 'by toJSON'
  }
}

const ofClass = (Base: new (first: never) => object, first: unknown): object =>
  new (class extends Base {
    toJSON = toJSON
  })(first as never)
const inherited = (Base: new (first: never) => object, first: unknown): object =>
  new (class extends Base {
    toJSON(): unknown {
      return 'by toJSON'
    }
  })(first as never)

const BUILT_INS: [string, new (first: never) => object, unknown][] = [
  ['Date', Date, 0],
  ['Map', Map, [['a', 1]]],
  ['Set', Set, [1]],
  ['URL', URL, 'https://example.com/'],
  ['Uint8Array', Uint8Array, [1]],
  ['RegExp', RegExp, 'a'],
  ['Promise', Promise, () => undefined],
  ['URLSearchParams', URLSearchParams, 'a=1'],
  ['Function', Function, ''],
]

describe('toJSON is asked', () => {
  it.each<[string, unknown]>([
    ...BUILT_INS.flatMap(([name, Base, first]): [string, unknown][] => [
      [`own, of a ${name}`, ofClass(Base, first)],
      [`of a class of ${name}`, inherited(Base, first)],
    ]),
    ['own, of a Buffer', Object.assign(Buffer.from('a'), { toJSON })],
    ['own, of a function', Object.assign(() => 1, { toJSON })],
    ['static, of a class', class extends Object.assign(class {}, { toJSON }) {}],
    ['own', { a: 1, toJSON }],
    ['own and not enumerable', Object.defineProperty({ a: 1 }, 'toJSON', hidden)],
    ['own, behind more keys than are printed', Object.assign(wide(), { toJSON })],
    ['own, without a prototype', Object.assign(Object.create(null) as object, { toJSON })],
    ['own, of an instance', Object.defineProperty(new Plain(), 'toJSON', hidden)],
    ['of a class', new WithToJson()],
    ['own, of a list', Object.assign([1, 2], { toJSON })],
    ['own and not enumerable, of a list', Object.defineProperty([1, 2], 'toJSON', hidden)],
    ['of a class of lists', List.from([1, 2])],
    ['given by the trap of a Proxy', new Proxy({ a: 1 }, { get: (_, key) => key === 'toJSON' && toJSON })],
    [
      'given by the trap of a Proxy of an instance',
      new Proxy(new Plain(), { get: (_, key) => key === 'toJSON' && toJSON }),
    ],
    [
      'given by the trap of a Proxy of a list',
      new Proxy([1], { get: (_, key) => key === 'toJSON' && toJSON }),
    ],
    ['of another realm', runInNewContext(`({ a: 1, toJSON: () => 'by toJSON' })`)],
    ['of a list of another realm', runInNewContext(`Object.assign([1], { toJSON: () => 'by toJSON' })`)],
  ])('%s', (_, value) => {
    expect(JSON.parse(JSON.stringify(value))).toBe('by toJSON')
    expect(printed(value)).toBe('by toJSON')
  })

  it('before anything else is read, and with no serializer in between', () => {
    let reads = 0
    const value = {
      get a() {
        return ++reads
      },
      toJSON: () => ({ b: 1 }),
    }
    expect(printed(value)).toEqual({ b: 1 })
    const keySerializers = new Map([['a', () => ++reads]])
    const harness = createHarness({ keySerializers })
    harness.log('fields', value)
    expect(plain(at(parseLine(harness.line()), 'data'))).toEqual({ b: 1 })
    expect(reads).toBe(0)
  })

  it('once, also where a getter gives it', () => {
    let reads = 0
    const value = {
      a: 1,
      get toJSON() {
        reads++
        return toJSON
      },
    }
    expect(printed(value)).toBe('by toJSON')
    expect(reads).toBe(1)
  })

  it('and serializers of keys apply to what it gives for the whole record', () => {
    const harness = createHarness({ keySerializers: new Map([['password', () => '***']]) })
    harness.log('fields', { toJSON: () => ({ password: 1, user: { password: 2 } }) })
    expect(plain(at(parseLine(harness.line()), 'data'))).toEqual({ password: '***', user: { password: 2 } })
  })
})

const given = (value: unknown): object => ({ toJSON: () => value })
class Later extends Date {
  override toJSON(): string {
    return 'later'
  }
}
class Stock extends Map<string, number> {
  toJSON(): string {
    return 'stock'
  }
}

describe('toJSON is left alone', () => {
  it.each<[string, unknown, unknown]>([
    ['of what a toJSON gave', given({ a: 1, toJSON }), { a: 1, toJSON: '[Function: toJSON]' }],
    ['of an instance that it gave', given(Object.assign(new WithToJson(), { a: 1 })), { a: 1 }],
    ['of a list that it gave', given(List.from([1])), [1]],
    ['of a date that it gave', given(new Later(0)), '1970-01-01T00:00:00.000Z'],
    ['of a map that it gave', given(new Stock([['a', 1]])), { a: 1 }],
    [
      'of a function that it gave',
      given(Object.assign(function named() {}, { toJSON })),
      '[Function: named]',
    ],
    [
      'of what the toJSON of a class gave',
      inheritedOf({ a: 1, toJSON }),
      { a: 1, toJSON: '[Function: toJSON]' },
    ],
    ['of what a function gave', Object.assign(() => 1, given(new WithToJson())), {}],
    ['but not in it', given({ b: new WithToJson(), c: given([given(1)]) }), { b: 'by toJSON', c: [1] }],
    ['but asked of the same elsewhere', twice(Object.assign([1], { toJSON })), [[1], 'by toJSON', [1]]],
    ['that is no function', { a: 1, toJSON: 'text' }, { a: 1, toJSON: 'text' }],
    ['that gives the value itself', { a: 1, toJSON: self }, { a: 1, toJSON: '[Function: self]' }],
    ['of a list that gives the list itself', Object.assign([1], { toJSON: self }), [1]],
  ])('%s', (_, value, expected) => {
    expect(printed(value)).toEqual(expected)
  })

  it('of an error: it is for those who are answered, and knows no stack', () => {
    class Refused extends Error {
      readonly code = 7
      toJSON(): unknown {
        return { code: this.code }
      }
    }
    const expected = {
      type: 'Refused',
      message: 'no',
      code: 7,
      stack: expect.stringContaining('no') as string,
    }
    expect(printed(new Refused('no'))).toEqual(expected)
  })

  it('behind a getter that throws, which costs its own field', () => {
    const value = {
      a: 1,
      get toJSON(): never {
        throw new Error('no')
      },
    }
    expect(printed(value)).toEqual({ a: 1, toJSON: '[Threw: no]' })
  })

  it.each([
    ['Object.prototype', Object.prototype],
    ['Array.prototype', Array.prototype],
    ['Map.prototype', Map.prototype],
    ['Date.prototype', Date.prototype],
    ['Function.prototype', Function.prototype],
  ])('on %s: it would stand for every record', (_, prototype) => {
    const harness = createHarness()
    const before = Object.getOwnPropertyDescriptor(prototype, 'toJSON')
    Object.defineProperty(prototype, 'toJSON', { value: toJSON, configurable: true })
    const builtIns = { map: new Map([['c', 1]]), date: new Date(0), fn: self }
    try {
      harness.log('m', {
        list: [1],
        object: { a: 1 },
        proxy: new Proxy({ b: 1 }, {}),
        instance: new Plain(),
        ...builtIns,
      })
    } finally {
      if (before === undefined) Reflect.deleteProperty(prototype, 'toJSON')
      else Object.defineProperty(prototype, 'toJSON', before)
    }
    expect(plain(at(parseLine(harness.line()), 'data'))).toEqual({
      list: [1],
      object: { a: 1 },
      proxy: { b: 1 },
      instance: { id: 1 },
      map: { c: 1 },
      date: '1970-01-01T00:00:00.000Z',
      fn: '[Function: self]',
    })
  })
})

function self(this: unknown): unknown {
  return this
}

function inheritedOf(value: unknown): object {
  return new (class {
    toJSON(): unknown {
      return value
    }
  })()
}

function twice(value: unknown): unknown {
  return [given(value), value, given(value)]
}
