import { afterEach, describe, expect, test } from 'vitest'
import { SLACK_MS, unstarvedMs } from './exit/in-time.ts'
import { DEADLINE_MS, TWO_PIPELINES_MS } from './exit/programs/deadline.ts'
import { type RunningProgram, startProgram } from './run-program.ts'
import { reportOf } from './reports.ts'

describe('standard output is a pipe that nobody reads', () => {
  const running: RunningProgram[] = []
  afterEach(() => {
    for (const program of running.splice(0)) program.stop()
  })

  /** The pipe stays open, unread, until the program has ended. */
  async function run(name: string): Promise<{ code: number | null; stderr: string }> {
    const program = startProgram('stuck', [name], { output: 'pipe', read: false })
    running.push(program)
    return program.ended
  }

  test('process.exit() ends within exitTimeoutMs, with its own status', async () => {
    const { code, stderr } = await run('exit')
    expect(code).toBe(3)
    expect(reportOf(stderr, 'exit')['ms']).toBeGreaterThanOrEqual(DEADLINE_MS * 0.9)
    expect(unstarvedMs(stderr, 'exit')).toBeLessThan(DEADLINE_MS + SLACK_MS)
  })

  test('a natural end comes within exitTimeoutMs', async () => {
    const { code, stderr } = await run('natural')
    expect(code).toBe(0)
    expect(unstarvedMs(stderr, 'exit')).toBeLessThan(DEADLINE_MS + SLACK_MS)
  })

  test('drain settles by its deadline and says that it is not complete', async () => {
    const { stderr } = await run('drain')
    const result = reportOf(stderr, 'drained')
    expect(result).toMatchObject({ complete: false, submitted: 20_000 })
    expect(Number(result['delivered']) + Number(result['pending'])).toBe(20_000)
    expect(result['pending']).toBeGreaterThan(0)
    expect(result['durationMs']).toBeGreaterThanOrEqual(DEADLINE_MS * 0.9)
    expect(unstarvedMs(stderr, 'drained')).toBeLessThan(DEADLINE_MS + SLACK_MS)
  })

  test('flush gives false at its deadline', async () => {
    const { stderr } = await run('flush')
    expect(reportOf(stderr, 'flushed')).toMatchObject({ flushed: false })
    expect(unstarvedMs(stderr, 'flushed')).toBeLessThan(DEADLINE_MS + SLACK_MS)
  })

  test('a stuck pipeline does not use up the time of another one', async () => {
    const { stderr } = await run('two pipelines')
    expect(reportOf(stderr, 'exit')).toMatchObject({ other: 1 })
    expect(unstarvedMs(stderr, 'exit')).toBeLessThan(TWO_PIPELINES_MS + SLACK_MS)
  })
})
