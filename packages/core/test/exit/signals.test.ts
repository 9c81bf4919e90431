import { describe, expect, test } from 'vitest'
import { reportOf } from '../reports.ts'
import { runProgram } from '../run-program.ts'
import { EXTRA_MS, SLACK_MS, unstarvedMs } from './in-time.ts'
import { DEADLINE_MS } from './programs/deadline.ts'

const FIVE_MINUTES = 300_000

describe('a signal while a sink is stuck', () => {
  test('a second Ctrl-C ends the process at once, with the status of the signal', async () => {
    const { code, signal, stderr } = await runProgram('../exit/programs/insist', ['2', String(FIVE_MINUTES)])
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' })
    expect(unstarvedMs(stderr, 'end')).toBeLessThan(EXTRA_MS + SLACK_MS)
  })

  test('the deadline of installShutdownHandlers() is that of the whole end', async () => {
    const { code, signal, stderr } = await runProgram('../exit/programs/insist', ['1', String(DEADLINE_MS)])
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' })
    expect(reportOf(stderr, 'end')['ms']).toBeGreaterThanOrEqual(DEADLINE_MS * 0.9)
    expect(unstarvedMs(stderr, 'end')).toBeLessThan(DEADLINE_MS + EXTRA_MS + SLACK_MS)
  })
})
