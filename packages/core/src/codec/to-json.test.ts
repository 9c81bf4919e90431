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

describe('toJSON is asked', () => {
  it.each<[string, unknown]>([
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

describe('toJSON is left alone', () => {
  it.each<[string, unknown, unknown]>([
    ['that is no function', { a: 1, toJSON: 'text' }, { a: 1, toJSON: 'text' }],
    ['that gives the value itself', { a: 1, toJSON: self }, { a: 1, toJSON: '[Function: self]' }],
    ['of a list that gives the list itself', Object.assign([1], { toJSON: self }), [1]],
  ])('%s', (_, value, expected) => {
    expect(printed(value)).toEqual(expected)
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
  ])('on %s: it would stand for every record', (_, prototype) => {
    const harness = createHarness()
    Object.defineProperty(prototype, 'toJSON', { value: toJSON, configurable: true })
    try {
      harness.log('m', { list: [1], object: { a: 1 }, proxy: new Proxy({ b: 1 }, {}), instance: new Plain() })
    } finally {
      Reflect.deleteProperty(prototype, 'toJSON')
    }
    const data = plain(at(parseLine(harness.line()), 'data'))
    expect(data).toEqual({ list: [1], object: { a: 1 }, proxy: { b: 1 }, instance: { id: 1 } })
  })
})

function self(this: unknown): unknown {
  return this
}
