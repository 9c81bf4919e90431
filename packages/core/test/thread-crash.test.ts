import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from './lines.ts'
import { reportOf } from './reports.ts'
import { runProgram } from './run-program.ts'

describe('the dedicated thread dies', () => {
  test('while it is parked: the next record starts another one', async () => {
    const { code, stdout, stderr } = await runProgram('crash', ['terminated while parked'])
    expect(code).toBe(0)
    expect(indexes(parseLines(stdout))).toEqual([0, 1])
    expect(reportOf(stderr, 'flushed')).toMatchObject({ flushed: true })
    expect(reportOf(stderr, 'health')).toMatchObject({ threadStarts: 2 })
  })

  test('under load: what it had not released is written again, nothing is lost', async () => {
    // A file: what a thread wrote before it died is whole lines, or the tear would be its death's, not the queue's.
    const { code, stdout, stderr } = await runProgram('crash', ['terminated under load'], { output: 'file' })
    expect(code).toBe(0)
    expect(reportOf(stderr, 'flushed')).toMatchObject({ flushed: true })
    const written = indexes(parseLines(stdout)) as number[]
    expect([...new Set(written)].sort((a, b) => a - b)).toEqual(upTo(15_000))
    // Replays go back once for each death, and by one batch at most.
    const backwards = written.filter((i, at) => at > 0 && i !== (written[at - 1] as number) + 1)
    expect(backwards.length).toBeLessThanOrEqual(2)
    expect(reportOf(stderr, 'health')).toMatchObject({ threadStarts: 3, stats: { pending: 0 } })
  })

  test('because its sink cannot be opened: the records are there when it can', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
    try {
      const file = join(folder, 'out')
      const { code, stderr } = await runProgram('crash', ['a sink that comes back', file])
      expect(code).toBe(0)
      expect(reportOf(stderr, 'flushed')).toMatchObject({ flushed: true })
      expect(indexes(parseLines(readFileSync(file, 'utf8')))).toEqual(upTo(1000))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('again and again at exit: the process ends by its deadline, and the records are counted', async () => {
    const { code, stderr } = await runProgram('crash', ['a sink that cannot be opened, at exit'])
    expect(code).toBe(4)
    expect(reportOf(stderr, 'exit')).toMatchObject({ submitted: 1000, pending: 1000 })
    expect(reportOf(stderr, 'exit')['ms']).toBeLessThan(1000)
    // Before the deadline, or by the third death, which leaves no thread to be made: whichever comes first.
    expect(stderr).toMatch(/records were not delivered(?: before the deadline|: without a thread)/)
  })
})
