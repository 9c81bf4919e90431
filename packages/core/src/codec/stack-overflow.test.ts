import { describe, expect, it } from 'vitest'
import { createHarness, ERROR, type Harness } from '../pipeline/format/testing/harness.ts'
import { at, type JsonObject, parseLine, plain } from '../pipeline/format/testing/strict-json.ts'
import { readException } from './call.ts'
import { EMPTY_BLOCK } from './context-block.ts'

const error = new TypeError('e')
const source = { name: 'deep', nameRef: 0, bound: EMPTY_BLOCK }

const CALLS: Readonly<Record<string, (harness: Harness) => boolean>> = {
  fields: (harness) => harness.log('deep', { a: { b: { c: [1, error] } } }),
  'an error': (harness) => harness.log(error),
  'a thrown error': ({ producer }) =>
    producer.logArguments(source, ERROR, [error, { a: { b: 1 } }], readException),
}

const isLoss = (event: JsonObject): boolean => event.get('message') === 'records_lost'

describe.each(Object.entries(CALLS))('%s', (_, call) => {
  it('on a stack that runs out costs at most the record, counted and announced', () => {
    const harness = createHarness({ capacity: 1 << 24 })
    let admitted = 0
    let refused = 0
    const dig = (): void => {
      try {
        dig()
      } catch {
        // On the way up each call has a little more stack than the one before.
      }
      if (admitted > 500) return
      if (call(harness)) admitted++
      else refused++
    }
    try {
      dig()
    } catch {
      // Too deep for the call itself.
    }
    expect(refused).toBeGreaterThan(0)
    expect(harness.log('after', { a: { b: 1 } })).toBe(true)
    const events = harness.lines().map(parseLine)
    expect(plain(at(events.at(-1), 'data'))).toEqual({ a: { b: 1 } })
    expect(events.filter((event) => !isLoss(event)).length).toBe(admitted + 1)
    expect(harness.count('encode_failed')).toBe(refused)
    expect(harness.count('submitted')).toBe(harness.count('taken') + refused)
    // The announcement itself may have been cut short for want of stack, but there is one.
    expect(events.some(isLoss)).toBe(true)
  })
})

it('a stack that runs out while the arguments are read costs the record, also outside the queue', () => {
  const harness = createHarness()
  const exhausted = (): never => {
    throw new RangeError('Maximum call stack size exceeded')
  }
  expect(harness.producer.encodeAside(source, ERROR, [], exhausted)).toBe(null)
  expect(harness.producer.logArguments(source, ERROR, [], exhausted)).toBe(false)
  expect(harness.log('after')).toBe(true)
  const events = harness.lines().map(parseLine)
  const lost = { count: 1, reason: 'encode_failed', levels: { ERROR: 1 } }
  // The first is announced when room is made for the second one.
  expect(events.filter(isLoss).map((event) => plain(at(event, 'data')))).toMatchObject([lost, lost])
  expect(events.at(-1)?.get('message')).toBe('after')
  expect(harness.count('submitted')).toBe(harness.count('taken') + harness.count('encode_failed'))
})
