import { expect, it } from 'vitest'
import { createHarness } from '../pipeline/format/testing/harness.ts'
import { at, type JsonObject, parseLine, plain } from '../pipeline/format/testing/strict-json.ts'

const isLoss = (event: JsonObject): boolean => event.get('message') === 'records_lost'

it('a stack that runs out costs at most the record, counted and announced', () => {
  const harness = createHarness()
  let admitted = 0
  let refused = 0
  const dig = (): void => {
    try {
      dig()
    } catch {
      // On the way up each call has a little more stack than the one before.
    }
    if (admitted > 500) return
    if (harness.log('deep', { a: { b: { c: [1, new Error('e')] } } })) admitted++
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
