import { describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from '../lines.ts'
import { reportOf } from '../reports.ts'
import { runProgram } from '../run-program.ts'
import { EXTRA_MS, SLACK_MS, unstarvedMs } from './in-time.ts'
import { DEADLINE_MS } from './programs/deadline.ts'

describe('records logged in an exit listener, when a stuck sink has used up the deadline', () => {
  test('the other sinks get them', async () => {
    const { code, stdout } = await runProgram('../exit/programs/late', ['3'])
    expect(code).toBe(4)
    expect(indexes(parseLines(stdout))).toEqual(upTo(4))
  })

  test('however many there are, nobody waits for the stuck one again, and it is said once', async () => {
    const { code, stderr } = await runProgram('../exit/programs/late', ['20000'])
    expect(code).toBe(4)
    expect(unstarvedMs(stderr, 'exit')).toBeLessThan(DEADLINE_MS + EXTRA_MS + SLACK_MS)
    expect(stderr.match(/records were not delivered/g)).toHaveLength(1)
    const end = reportOf(stderr, 'exit')
    expect(end).toMatchObject({ submitted: 20_001, delivered: 0, pending: 20_001 })
    expect(end['sinks']).toMatchObject({ stuck: { delivered: 0, failed: 0, dropped: 0 } })
  })
})
