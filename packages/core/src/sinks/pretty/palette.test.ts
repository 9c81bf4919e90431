import { describe, expect, test } from 'vitest'
import { choosePalette, coloured, monochrome } from './palette.ts'

describe('choosePalette', () => {
  test.each([
    ['auto', {}, true, true],
    ['auto', {}, false, false],
    ['auto', { NO_COLOR: '1' }, true, false],
    ['auto', { NO_COLOR: '' }, true, true],
    ['auto', { TERM: 'dumb' }, true, false],
    ['auto', { FORCE_COLOR: '1' }, false, true],
    ['auto', { FORCE_COLOR: '' }, false, true],
    ['auto', { FORCE_COLOR: '0' }, true, false],
    ['auto', { FORCE_COLOR: 'false' }, true, false],
    ['auto', { FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    ['always', { NO_COLOR: '1' }, false, true],
    ['never', { FORCE_COLOR: '1' }, true, false],
  ] as const)('%s with %j on a terminal %s: colours %s', (colors, env, terminal, expected) => {
    expect(choosePalette(colors, env, () => terminal)).toBe(expected ? coloured : monochrome)
  })

  test('a level of the application has a colour of its own, nothing is painted on nothing', () => {
    expect(coloured.level('NOTICE')('NOTICE')).toBe('\u001b[36mNOTICE\u001b[0m')
    expect(coloured.dim('')).toBe('')
  })
})
