import { describe, expect, test } from 'vitest'
import { indexes, parseLines } from './lines.ts'
import { reportOf } from './reports.ts'
import { runProgram } from './run-program.ts'

const sumOf = (counts: readonly unknown[]): number => counts.reduce<number>((sum, n) => sum + Number(n), 0)

describe('what is logged before the configuration is known', () => {
  test('is filtered by the level that is configured then, and counted', async () => {
    const { stdout, stderr } = await runProgram('early', ['below the level'])
    expect(indexes(parseLines(stdout))).toEqual([0, 2, 4, 6, 8, 10])
    expect(reportOf(stderr, 'drained')).toMatchObject({
      submitted: 11,
      delivered: 6,
      filtered: { level: 5 },
      pending: 0,
    })
  })

  test.each(['a flood into a smaller queue', 'a loss below the level'])(
    'is kept in order or counted and announced: %s',
    async (name) => {
      const { stdout, stderr } = await runProgram('early', [name])
      const lines = parseLines(stdout)
      const numbers = indexes(lines) as number[]
      expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers)
      const lost = lines.filter(({ message }) => message === 'records_lost').map(({ data }) => data['count'])
      const result = reportOf(stderr, 'drained') as unknown as Record<
        'submitted' | 'delivered' | 'pending',
        number
      > & {
        dropped: { queue_full: number }
      }
      expect(result).toMatchObject({ submitted: 200_000, delivered: numbers.length, pending: 0 })
      expect(result.dropped.queue_full).toBe(200_000 - numbers.length)
      expect(result.dropped.queue_full).toBeGreaterThan(0)
      expect(sumOf(lost)).toBe(result.dropped.queue_full)
    },
  )

  test('and awaited before it settles as soon as the queue has been made anew', async () => {
    const { stdout, stderr } = await runProgram('early', ['promises that are older than the configuration'])
    expect(reportOf(stderr, 'settled')).toMatchObject({ flushed: true })
    // Their own deadlines are 3 and 10 seconds.
    expect(reportOf(stderr, 'settled')['ms']).toBeLessThan(2900)
    expect(indexes(parseLines(stdout))).toEqual([0])
  })
})
