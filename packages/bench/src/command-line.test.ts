import { expect, test } from 'vitest'
import { readCommand } from './command-line.ts'

test('without a word everything is run', () => {
  const run = { kind: 'run', quick: false, resume: false, only: [], out: null, entry: null }
  expect(readCommand([])).toEqual(run)
  expect(readCommand(['--quick', '--only', 'a', '--only', 'b'])).toEqual({
    ...run,
    quick: true,
    only: ['a', 'b'],
  })
  expect(readCommand(['--resume', '--out', 'f'])).toEqual({ ...run, resume: true, out: 'f' })
})

test('compare takes two files', () => {
  expect(readCommand(['compare', 'a', 'b'])).toEqual({ kind: 'compare', before: 'a', after: 'b' })
  expect(() => readCommand(['compare', 'a'])).toThrow('compare a')
})

test('publish takes a file, and perhaps where to', () => {
  expect(readCommand(['publish', 'a'])).toEqual({ kind: 'publish', result: 'a', root: null })
  expect(readCommand(['publish', 'a', 'b'])).toEqual({ kind: 'publish', result: 'a', root: 'b' })
  expect(() => readCommand(['publish'])).toThrow('publish')
})

test('what is misspelt or has no meaning is refused', () => {
  expect(() => readCommand(['--qick'])).toThrow('--qick')
  expect(() => readCommand(['lst'])).toThrow('lst')
  expect(() => readCommand(['compare', 'a', 'b', '--quick'])).toThrow('compare takes no options')
})
