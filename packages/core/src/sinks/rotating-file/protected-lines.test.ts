import { describe, expect, it } from 'vitest'
import { line } from './fixtures/directory.ts'
import { holdsProtected } from './protected-lines.ts'

const ask = (...texts: string[]): boolean =>
  holdsProtected(Buffer.from(texts.map((text) => `${text}\n`).join('')))

describe('holdsProtected', () => {
  it.each(['TRACE', 'DEBUG', 'INFO', 'WARNING'])('%s is not', (level) => {
    expect(ask(line(1, 0, level), line(2, 0, level))).toBe(false)
  })

  it.each(['ERROR', 'CRITICAL', 'AUDIT', 'SECURITY', 'PANIC'])('%s is, wherever it stands', (level) => {
    const texts = [line(1), line(2), line(3)]
    for (const at of [0, 1, 2]) expect(ask(...texts.with(at, line(9, 0, level)))).toBe(true)
  })

  it('only the level of the record counts', () => {
    expect(
      ask('{"timestamp":"t","level":"INFO","message":"\\"level\\":\\"ERROR\\"","data":{"level":"ERROR"}}'),
    ).toBe(false)
    expect(
      ask('{"schema_version":"1.1","log":{"timestamp":"t","level":"ERROR","data":{"level":"INFO"}}}'),
    ).toBe(true)
  })

  it('a line without a level is', () => {
    expect(ask('{}', line(1))).toBe(true)
    expect(ask(line(1), 'what?')).toBe(true)
  })

  it('nothing is not', () => {
    expect(holdsProtected(Buffer.alloc(0))).toBe(false)
  })
})
