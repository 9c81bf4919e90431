import { expect, test } from 'vitest'
import { lossTable } from './losses.ts'
import type { Result } from './result.ts'
import { resultOf } from './test-result.ts'

/** One scenario with a metric of ours and of each peer. */
function beside(
  unit: string,
  ours: readonly number[],
  peers: Readonly<Record<string, readonly number[]>>,
): Result {
  const of = (subject: string, values: readonly number[]): Result =>
    resultOf({ subject, measured: { [`s m ${unit}`]: values } })
  const all = [of('fapilog', ours), ...Object.entries(peers).map(([name, values]) => of(name, values))]
  return { ...resultOf({}), measurements: all.flatMap(({ measurements }) => measurements) }
}

test('a peer that is better is named with how many are, and the best of them', () => {
  const table = lossTable(beside('µs', [5, 5, 5], { pino: [1, 1, 1], tslog: [2, 2, 2], bunyan: [9, 9, 9] }))
  expect(table).toContain('| s | m | 5.000 (5.000-5.000) µs | 2 of 3 | pino: 1.000 (1.000-1.000) µs |')
})

test('of rates the larger is the better', () => {
  const table = lossTable(
    beside('events/s', [5e5, 5e5, 5e5], { pino: [9e5, 9e5, 9e5], tslog: [1e5, 1e5, 1e5] }),
  )
  expect(table).toMatch(/1 of 2 \| pino: 900 K/)
})

test('neither what varies nor what is no logger is a loss', () => {
  expect(lossTable(beside('µs', [4, 5, 6], { pino: [3, 4, 5] }))).not.toContain('pino')
  expect(lossTable(beside('µs', [5, 5, 5], { 'empty function': [1, 1, 1] }))).not.toContain('empty')
})

test('lines that a peer delivered and we did not are a loss', () => {
  const deliveries = [
    { scenario: 's', subject: 'fapilog', submitted: 10, delivered: 9, bytesPerLine: 1 },
    { scenario: 's', subject: 'pino', submitted: 10, delivered: 10, bytesPerLine: 1 },
  ]
  expect(lossTable({ ...resultOf({}), deliveries })).toContain('| 9 of 10 | 1 of 1 | pino: 10 of 10 |')
})
