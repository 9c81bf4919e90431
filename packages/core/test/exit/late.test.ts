import { describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from '../lines.ts'
import { reportOf } from '../reports.ts'
import { runProgram } from '../run-program.ts'
import { DEADLINE_MS } from './programs/deadline.ts'

/** What the other sinks get for all that is logged after the deadline. */
const LATE_MS = 100
/** For the work itself. What the machine does meanwhile for others is measured. */
const SLACK_MS = 400

describe('records logged in an exit listener, when a stuck sink has used up the deadline', () => {
  test('the other sinks get them', async () => {
    const { code, stdout } = await runProgram('../exit/programs/late', ['3'])
    expect(code).toBe(4)
    expect(indexes(parseLines(stdout))).toEqual(upTo(4))
  })

  test('however many there are, nobody waits for the stuck one again, and it is said once', async () => {
    const { code, stderr } = await runProgram('../exit/programs/late', ['20000'])
    expect(code).toBe(4)
    const end = reportOf(stderr, 'exit')
    expect(Number(end['ms']) - Number(end['starvedMs'])).toBeLessThan(DEADLINE_MS + LATE_MS + SLACK_MS)
    expect(stderr.match(/records were not delivered/g)).toHaveLength(1)
    expect(end).toMatchObject({ submitted: 20_001, delivered: 0, pending: 20_001 })
    expect(end['sinks']).toMatchObject({ stuck: { delivered: 0, failed: 0, dropped: 0 } })
  })
})
