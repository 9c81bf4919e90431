import { expect, test } from 'vitest'
import { number, textTable } from './text-table.ts'

test('a number has as many digits as it deserves', () => {
  expect([0.0042, 1.23456, 12.345, 1234.5].map((value) => number(value, 'µs'))).toEqual([
    '0.004',
    '1.235',
    '12.3',
    '1235',
  ])
  expect([998, 45_678, 1_234_567].map((value) => number(value, 'events/s'))).toEqual([
    '1.00 K',
    '45.7 K',
    '1235 K',
  ])
  expect(number(Number.NaN, 'ms')).toBe('-')
})

test('columns are as wide as their widest cell', () => {
  expect(
    textTable(
      ['a', 'n'],
      [
        ['long', '1'],
        ['b', '10'],
      ],
      1,
    ),
  ).toBe('a      n\n────  ──\nlong   1\nb     10')
})
