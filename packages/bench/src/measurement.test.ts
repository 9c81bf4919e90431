import { expect, test } from 'vitest'
import { headline, percentiles, quantile, summarise } from './measurement.ts'

const of = { scenario: 's', subject: 'x', metric: 'mean', unit: 'µs', judgedBy: 'quartile' as const }

test('a quantile is the measured value at the nearest rank', () => {
  expect(quantile([10, 20, 30, 40], 0.25)).toBe(10)
  expect(quantile([10, 20, 30, 40], 0.5)).toBe(20)
  expect(quantile([10, 20, 30, 40], 0.99)).toBe(40)
  expect(quantile([10], 0)).toBe(10)
  expect(quantile([], 0.5)).toBeNaN()
})

test('times are judged by the lower quartile, rates by the upper one', () => {
  const values = [4, 1, 3, 2, 5, 6, 7, 8]
  expect(headline(summarise({ ...of, better: 'lower' }, values))).toBe(2)
  expect(headline(summarise({ ...of, better: 'higher' }, values))).toBe(6)
})

test('numbers are sorted as numbers, and the list stays as it was', () => {
  const values = [9, 10, 2]
  expect(summarise({ ...of, better: 'lower' }, values)).toMatchObject({
    min: 2,
    median: 9,
    max: 10,
    samples: 3,
  })
  expect(values).toEqual([9, 10, 2])
})

test('percentiles leave the list of a program in the order of its calls', () => {
  const took = Float64Array.from({ length: 1000 }, (_, i) => 1000 - i)
  expect(percentiles(took)).toEqual({ p50: [500], p99: [990], 'p99.9': [999], max: [1000] })
  expect(took[0]).toBe(1000)
})
