import { expect, test } from 'vitest'
import { summarise } from '../measurement.ts'
import { compare } from './compare.ts'
import type { Result } from './result.ts'

function resultOf(values: readonly number[], better: 'lower' | 'higher' = 'lower', node = '24.0.0'): Result {
  const of = {
    scenario: 'call',
    subject: 'fapilog',
    metric: 'mean',
    unit: 'µs',
    better,
    judgedBy: 'quartile' as const,
  }
  const machine = { cpu: 'c', cores: 2, memoryGb: 4, platform: 'p', node, v8: 'v' }
  return {
    schema: 1,
    date: '',
    mode: 'full',
    machine,
    versions: {},
    measurements: [summarise(of, values)],
    deliveries: [],
  }
}

test('a time that grew is worse, one that shrank is better', () => {
  expect(compare(resultOf([1, 1, 1]), resultOf([2, 2, 2]))).toMatch(/\+100 %\s+WORSE/)
  expect(compare(resultOf([2, 2, 2]), resultOf([1, 1, 1]))).toMatch(/-50 %\s+better/)
})

test('a rate that grew is better', () => {
  expect(compare(resultOf([1, 1, 1], 'higher'), resultOf([2, 2, 2], 'higher'))).toMatch(/\+100 %\s+better/)
})

test('ranges that overlap are no change', () => {
  expect(compare(resultOf([1, 2, 3, 4]), resultOf([2, 3, 4, 5]))).not.toMatch(/WORSE|better/)
})

test('what makes two results hard to compare is said', () => {
  expect(compare(resultOf([1]), resultOf([1], 'lower', '26.0.0'))).toMatch('Node differs: 24.0.0 and 26.0.0')
})
