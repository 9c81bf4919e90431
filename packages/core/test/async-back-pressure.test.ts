import { describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from './lines.ts'
import { reportOf } from './reports.ts'
import { runProgram } from './run-program.ts'

const MIB = 2 ** 20

describe('async calls that find no room', () => {
  test('are not lost when the process ends while they wait', async () => {
    const { code, stdout, stderr } = await runProgram('waiters', ['exit while calls wait'])
    expect(code).toBe(6)
    expect(reportOf(stderr, 'waiting')['waiting']).toBeGreaterThan(0)
    expect(indexes(parseLines(stdout))).toEqual(upTo(60))
  })

  test('are all admitted, in order, when there is no deadline', async () => {
    const { stdout, stderr } = await runProgram('waiters', ['awaited one by one, without a deadline'])
    expect(reportOf(stderr, 'admitted')).toMatchObject({ admitted: 3000 })
    expect(indexes(parseLines(stdout))).toEqual(upTo(3000))
    expect(reportOf(stderr, 'drained')).toMatchObject({ delivered: 3000, dropped: { queue_full: 0 } })
  })

  test('of callers that never await take bounded memory, and every one is accounted for', async () => {
    const { stderr } = await runProgram('waiters', ['a flood that nobody awaits'])
    // 300,000 records of 450 bytes would be 130 MB; twice the queue of 8 MiB is allowed to wait, and what holds it.
    expect(reportOf(stderr, 'flooded')['grown']).toBeLessThan(90 * MIB)
    const result = reportOf(stderr, 'drained') as unknown as {
      delivered: number
      dropped: { queue_full: number }
    }
    expect(result).toMatchObject({ submitted: 320_000, pending: 0, complete: true })
    expect(result.delivered + result.dropped.queue_full).toBe(320_000)
  })
})
