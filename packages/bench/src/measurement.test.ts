import { expect, test } from 'vitest'
import { headline, percentiles, quantile, summarise } from './measurement.ts'

const of = { scenario: 's', subject: 'x', metric: 'mean', unit: 'µs' }

test('a quantile is the measured value at the nearest rank', () => {
  expect(quantile([10, 20, 30, 40], 0.25)).toBe(10)
  expect(quantile([10, 20, 30, 40], 0.5)).toBe(20)
  expect(quantile([10, 20, 30, 40], 0.99)).toBe(40)
  expect(quantile([10], 0)).toBe(10)
  expect(quantile([], 0.5)).toBeNaN()
})

test('what is published is the median, of maxima the largest', () => {
  const values = [4, 1, 3, 2, 5]
  const published = (metric: string): number => headline(summarise({ ...of, metric }, values))
  expect(['mean', 'p99', 'loop p99'].map(published)).toEqual([3, 3, 3])
  expect(['max', 'loop max', 'peak', 'peak memory'].map(published)).toEqual([5, 5, 5, 5])
})

test('numbers are sorted as numbers, and the list stays as it was', () => {
  const values = [9, 10, 2]
  expect(summarise(of, values)).toMatchObject({
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
