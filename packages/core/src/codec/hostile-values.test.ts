import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHarness, ERROR, type Harness, INFO } from '../pipeline/format/testing/harness.ts'
import { hostileValues } from '../pipeline/format/testing/hostile-values.ts'
import { snapshot } from '../pipeline/format/testing/snapshot.ts'
import { parseLine } from '../pipeline/format/testing/strict-json.ts'
import { encodeFields } from '../logger/bound-context.ts'
import { readException } from './call.ts'
import { EMPTY_BLOCK } from './context-block.ts'

/** What one call may cost, whatever it is given. */
const MAX_CALL_MS = 50

type Position = (harness: Harness, value: unknown) => boolean

const root = { name: 'hostile', nameRef: 0, bound: EMPTY_BLOCK }
const POSITIONS: Readonly<Record<string, Position>> = {
  'the message': (h, value) => h.log(value),
  'the second argument': (h, value) => h.log('message', value),
  'the third argument': (h, value) => h.log('message', { a: 1 }, value),
  'one of many arguments': (h, value) => h.log('message', value, value, value, value),
  'before the message': (h, value) => h.log(value, 'message', { a: 1 }),
  'a field': (h, value) => h.log('message', { a: 1, value, z: 2 }),
  'a nested field': (h, value) => h.log('message', { deep: { in: { value } }, list: [[value]] }),
  'a getter': (h, value) =>
    h.log('message', {
      get value() {
        return value
      },
    }),
  'what toJSON gives': (h, value) => h.log('message', { value: { toJSON: () => value } }),
  'a key': (h, value) => h.log('message', typeof value === 'string' ? { [value]: 1 } : new Map([[value, 1]])),
  'a well-known field': (h, value) => h.log('message', { request_id: value, user_id: value }),
  'a bound field': (h, value) => h.logAs(h.bind({ value }), INFO, 'message', { value: 1 }),
  'bound fields': (h, value) => h.logAs(h.bind(Object(value) as object), INFO, 'message'),
  'a field of the context': (h, value) => h.within({ value, trace_id: value }, () => h.log('message')),
  'a provided field': (h, value) => {
    h.provide(() => ({ value }))
    const logged = h.log('message')
    h.provide(null)
    return logged
  },
  'an exception': (h, value) =>
    h.producer.logArguments(root, ERROR, [value, 'message', { a: 1 }], readException),
  'a cause': (h, value) => h.log(new Error('outer', { cause: value })),
}

describe.each(hostileValues())('$name', ({ make, linear, restless }) => {
  const harness = createHarness({ capacity: 1 << 17, maxRecord: 16_384, encodeContext: encodeFields })
  let value: unknown
  let before: readonly unknown[]
  beforeAll(() => {
    value = make()
    before = snapshot(value)
  })

  it.each(Object.entries(POSITIONS))('as %s costs one line', (_, log) => {
    let fastest = Infinity
    // The machine may pause a call: only what takes long each time is ours.
    for (let i = 0; i < (linear ? 1 : 3) && fastest > MAX_CALL_MS; i++) {
      const start = performance.now()
      expect(log(harness, value)).toBe(true)
      fastest = performance.now() - start
      parseLine(harness.line())
    }
    if (!linear) expect(fastest).toBeLessThan(MAX_CALL_MS)
  })

  it('is as it was, and nothing was lost', () => {
    expect(harness.count('taken')).toBe(harness.count('submitted'))
    if (restless) return
    const after = snapshot(value)
    // Not by toEqual, which reads what it compares.
    expect(after.findIndex((fact, i) => !Object.is(fact, before[i]))).toBe(-1)
    expect(after.length).toBe(before.length)
  })

  afterAll(() => {
    value = null
    before = []
  })
})

it('changes nothing, not even things that cannot be changed', () => {
  'use strict'
  const freeze = <T>(value: T): T => {
    if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
      Object.freeze(value)
      for (const key of Reflect.ownKeys(value)) freeze((value as Record<PropertyKey, unknown>)[key])
    }
    return value
  }
  const harness = createHarness()
  const value = freeze({ a: [1, { b: new Error('frozen', { cause: { c: 1 } }) }], m: new Map([['k', {}]]) })
  harness.log('frozen', value)
  harness.log(value.a)
  for (const line of harness.lines()) parseLine(line)
  expect(harness.count('encode_failed')).toBe(0)
})
