import { describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from '../lines.ts'
import { reportOf, reportsIn } from '../reports.ts'
import { runProgram, startProgram } from '../run-program.ts'
import { Collector } from './collector.ts'

const run = (args: readonly string[], flags = ''): ReturnType<typeof runProgram> =>
  runProgram('../exit/programs/own-code', args, { env: { NODE_OPTIONS: flags } })

describe('what the application does', () => {
  test('a vm timeout inside a getter that is being logged: the logger goes on, and nothing accepted is lost', async () => {
    const { code, stdout, stderr } = await run(['a vm timeout in a getter'])
    expect(code).toBe(5)
    expect(reportsIn(stderr).filter(({ at }) => at === 'torn off')).toEqual(
      Array.from({ length: 3 }, () => ({ at: 'torn off', code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' })),
    )
    expect(indexes(parseLines(stdout))).toEqual(upTo(700))
    expect(reportOf(stderr, 'drained')).toMatchObject({ delivered: 600, pending: 0, complete: true })
  })

  test('loggers that are collected or drained take no line of another one with them', async () => {
    const { code, stdout, stderr } = await run(['loggers that come and go'], '--expose-gc')
    expect(code).toBe(6)
    expect(reportOf(stderr, 'collected')['collected']).toBeGreaterThanOrEqual(4)
    const data = parseLines(stdout).map((line) => line.data)
    const of = (name: string): unknown[] => data.filter((one) => one['of'] === name).map(({ n }) => n)
    expect(of('kept')).toEqual(upTo(9))
    expect(of('last')).toEqual([0])
    expect(of('gone').toSorted((a, b) => Number(a) - Number(b))).toEqual(upTo(8))
  })

  test('six jobs keep the libuv pool busy at the end: a sink with a warm connection gets everything out', async () => {
    const collector = new Collector(100)
    await collector.start()
    const program = startProgram('../exit/programs/own-code', ['a busy pool', collector.url('/')])
    try {
      await program.reported('drained')
      program.stop()
      expect(reportOf((await program.ended).stderr, 'drained')).toMatchObject({ pending: 0 })
      expect(indexes(parseLines(collector.received('/')))).toEqual(upTo(500))
      expect(collector.connections).toBe(1)
    } finally {
      program.stop()
      collector.stop()
    }
  })
})
