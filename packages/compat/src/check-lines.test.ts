import { expect, test } from 'vitest'
import { checkLines } from './check-lines.ts'

const line = (n: number): string =>
  JSON.stringify({
    timestamp: '2026-01-01T00:00:00.000Z',
    level: 'INFO',
    message: 'Processing request',
    logger: 'root',
    context: {},
    diagnostics: {},
    data: { n },
  })

test('accepts every line in order', () => {
  expect(checkLines(`${line(0)}\n${line(1)}\n`, 2)).toBeUndefined()
})

test.each([
  ['a lost line', `${line(0)}\n`, /1 lines instead of 2/],
  ['a lost line in the middle', `${line(0)}\n${line(2)}\n`, /should carry n 1/],
  ['a doubled line', `${line(0)}\n${line(0)}\n`, /should carry n 1/],
  ['swapped lines', `${line(1)}\n${line(0)}\n`, /should carry n 0/],
  ['a torn line', `${line(0)}\n${line(1).slice(0, 20)}\n`, /no JSON object/],
  ['a missing line feed', `${line(0)}\n${line(1)}`, /no line feed/],
  ['nothing at all', '', /0 lines instead of 2/],
])('refuses %s', (_what, stdout, reason) => {
  expect(checkLines(stdout, 2)).toMatch(reason)
})
