import { expect, test } from 'vitest'
import { compare } from './compare.ts'
import type { Result } from './result.ts'
import { resultOf } from './test-result.ts'

const times = (...values: readonly number[]): Result => resultOf({ measured: { 'call mean µs': values } })
const rates = (...values: readonly number[]): Result =>
  resultOf({ measured: { 'file rate events/s': values } })
const lines = (delivered: number): Result => resultOf({ delivered: { file: [delivered, 1000] } })

test('a time that grew is worse, one that shrank is better', () => {
  expect(compare(times(1, 1, 1), times(2, 2, 2))).toMatch(/\+100 %\s+WORSE/)
  expect(compare(times(2, 2, 2), times(1, 1, 1))).toMatch(/-50 %\s+better/)
})

test('a rate that grew is better', () => {
  expect(compare(rates(1, 1, 1), rates(2, 2, 2))).toMatch(/\+100 %\s+better/)
})

test('ranges that overlap are no change', () => {
  expect(compare(times(1, 2, 3, 4), times(2, 3, 4, 5))).not.toMatch(/WORSE|better/)
})

test('a single value is no evidence', () => {
  expect(compare(times(1), times(2))).toMatch(/\+100 %\s+one value/)
})

test('what was nothing has no percentage of it', () => {
  expect(compare(times(0, 0, 0), times(0, 0, 0))).toMatch(/\+0 %\n/)
  expect(compare(times(0, 0, 0), times(1, 1, 1))).toMatch(/from 0\s+WORSE/)
})

test('a single line that no longer arrives is worse', () => {
  expect(compare(lines(1000), lines(999))).toMatch(/delivered\s+%\s+100\s+99\.9\s+-0 %\s+WORSE/)
  expect(compare(lines(1000), lines(1000))).not.toMatch(/WORSE|better/)
})

test('the worst stands first', () => {
  const of = (a: number, b: number): Result =>
    resultOf({ measured: { 'one mean µs': [a, a, a], 'two mean µs': [b, b, b] } })
  expect(compare(of(1, 1), of(2, 3))).toMatch(/two[^]*one/)
})

test('what makes two results hard to compare is said', () => {
  const text = compare(
    times(1),
    resultOf({ measured: { 'other mean µs': [1] }, node: '26.0.0', pino: '11.0.0' }),
  )
  expect(text).toMatch('Node differs: 24.0.0 and 26.0.0')
  expect(text).toMatch('pino differs: 10.0.0 and 11.0.0')
  expect(text).toMatch('call is only in the first')
  expect(text).toMatch('other is only in the second')
  expect(text).toMatch('Nothing was measured in both.')
})
