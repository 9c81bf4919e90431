import { expect, test } from 'vitest'
import { countLines, countTexts } from './count-records.ts'

test.each([
  [0, 0],
  [1, 0],
  [2, 1],
  [4, 1],
  [5, 2],
  [6, 2],
  [7, 3],
])('the first %i bytes hold %i records', (end, count) => {
  expect(countLines(Buffer.from('a\nä\n\u0001\n'), end)).toBe(count)
  expect(countTexts(['a\n', 'ä\n', '\u0001\n'], end)).toBe(count)
})

test('a record of several lines ends with its last', () => {
  expect([6, 7, 8].map((end) => countTexts(['a\n  b\n', 'c\n'], end))).toEqual([1, 1, 2])
})
