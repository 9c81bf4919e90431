import { describe, expect, it } from 'vitest'
import { canonicalLevel, levelNumber, silentLevel } from './level-name.ts'

const levels = new Map([
  ['INFO', 20],
  ['NOTICE', 25],
  ['WARNING', 30],
  ['CRITICAL', 50],
])

describe('levels by name', () => {
  it.each([
    ['info', 'INFO'],
    ['Info', 'INFO'],
    ['notice', 'NOTICE'],
    ['warn', 'WARNING'],
    ['FATAL', 'CRITICAL'],
    ['silent', 'SILENT'],
  ])('%s is %s', (written, name) => {
    expect(canonicalLevel(written, levels)).toBe(name)
  })

  it('knows silent as a level that nothing reaches', () => {
    expect(levelNumber('SILENT', levels)).toBe(silentLevel)
    expect(Math.max(...levels.values())).toBeLessThan(silentLevel)
  })

  it('names the level that was probably meant', () => {
    expect(() => canonicalLevel('notcie', levels)).toThrow(
      'level must be one of INFO, NOTICE, WARNING, CRITICAL, SILENT, not "notcie". Did you mean NOTICE?',
    )
    expect(() => canonicalLevel('', levels, 'FAPILOG_LEVEL')).toThrow(
      /^FAPILOG_LEVEL must be one of .*, not ""$/,
    )
  })
})
