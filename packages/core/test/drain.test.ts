import { describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from './lines.ts'
import { reportOf, reportsIn } from './reports.ts'
import { runProgram } from './run-program.ts'

describe('drain', () => {
  test('ends the thread; later records start it again, and none is lost', async () => {
    const { code, stdout, stderr } = await runProgram('drain', ['late'])
    expect(code).toBe(0)
    expect(indexes(parseLines(stdout))).toEqual([0, 1, 2])
    expect(reportOf(stderr, 'first')).toMatchObject({ complete: true, submitted: 1, delivered: 1 })
    expect(reportOf(stderr, 'between')).toMatchObject({ thread: 'stopped', threadStarts: 1 })
    expect(reportOf(stderr, 'second')).toMatchObject({ complete: true, submitted: 2, delivered: 2 })
    expect(reportOf(stderr, 'health')).toMatchObject({ threadStarts: 3 })
  })

  test('twenty times at once: all complete, one thread, no warning', async () => {
    const { stdout, stderr } = await runProgram('drain', ['many at once'])
    expect(indexes(parseLines(stdout))).toEqual(upTo(100))
    expect(reportOf(stderr, 'drained')).toMatchObject({ complete: 20 })
    expect(reportOf(stderr, 'health')).toMatchObject({ thread: 'stopped', threadStarts: 1 })
    expect(reportsIn(stderr).filter(({ at }) => at === 'warning')).toEqual([])
  })

  test('is not needed for the process to end: an idle logger holds no handle', async () => {
    const { code, stdout, stderr } = await runProgram('drain', ['handles'])
    expect(code).toBe(0)
    expect(indexes(parseLines(stdout))).toEqual([0])
    const resources = reportOf(stderr, 'resources')['resources'] as string[]
    expect(resources.filter((name) => /Timeout|Worker|MessagePort|Immediate/.test(name))).toEqual([])
  })
})
