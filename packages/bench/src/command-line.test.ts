import { expect, test } from 'vitest'
import { readCommand } from './command-line.ts'

test('without a word everything is run', () => {
  const run = { kind: 'run', quick: false, only: [], out: null, entry: null }
  expect(readCommand([])).toEqual(run)
  expect(readCommand(['--quick', '--only', 'a', '--only', 'b'])).toEqual({
    ...run,
    quick: true,
    only: ['a', 'b'],
  })
})

test('compare takes two files', () => {
  expect(readCommand(['compare', 'a', 'b'])).toEqual({ kind: 'compare', before: 'a', after: 'b' })
  expect(() => readCommand(['compare', 'a'])).toThrow('compare a')
})

test('what is misspelt is refused', () => {
  expect(() => readCommand(['--qick'])).toThrow('--qick')
  expect(() => readCommand(['lst'])).toThrow('lst')
})
