import { describe, expect, test } from 'vitest'
import { indexes, type Line, parseLines, upTo } from './lines.ts'
import { reportOf, reportsIn } from './reports.ts'
import { runProgram, startProgram } from './run-program.ts'

const of = (lines: readonly Line[], key: string, value: unknown): unknown[] =>
  indexes(lines.filter((line) => line.data[key] === value))

describe('several pipelines', () => {
  test('a hundred loggers of their own: one exit listener, no warning, no line lost', async () => {
    const { code, stdout, stderr } = await runProgram('many', [], { output: 'pipe' })
    expect(code).toBe(0)
    expect(reportOf(stderr, 'listeners')).toMatchObject({ exit: 0, own: 1 })
    expect(reportsIn(stderr).filter(({ at }) => at === 'warning')).toEqual([])
    expect(indexes(parseLines(stdout)).sort((a, b) => Number(a) - Number(b))).toEqual(upTo(100))
  }, 90_000)

  test.each(['natural', 'exit'])('worker threads inside worker threads lose nothing: %s end', async (end) => {
    const { code, stdout } = await runProgram('in-thread', [end], { output: 'pipe' })
    expect(code).toBe(0)
    const lines = parseLines(stdout)
    for (const depth of [0, 1, 2]) expect(of(lines, 'depth', depth)).toEqual(upTo(2000))
    const ended = lines.filter(({ message }) => message === 'ended').map(({ data }) => data)
    expect(ended).toEqual([
      { depth: 2, code: end === 'exit' ? 7 : 0 },
      { depth: 1, code: 0 },
    ])
  })

  test('cluster children lose nothing and keep their exit status', async () => {
    const { code, stdout } = await runProgram('in-cluster', [], { output: 'pipe' })
    expect(code).toBe(0)
    const lines = parseLines(stdout)
    expect(of(lines, 'end', 'disconnect')).toEqual(upTo(2000))
    expect(of(lines, 'end', 'exit')).toEqual(upTo(2000))
    const ended = lines.filter(({ message }) => message === 'ended').map(({ data }) => data)
    expect(ended).toContainEqual({ end: 'disconnect', code: 0 })
    expect(ended).toContainEqual({ end: 'exit', code: 5 })
  })
})

describe('a signal', () => {
  async function interrupt(name: string): ReturnType<typeof runProgram> {
    const program = startProgram('signal', [name], { output: 'pipe' })
    await program.reported('logged', 5)
    program.child.kill('SIGTERM')
    return program.ended
  }

  test('drains, and ends the process with the status of the signal', async () => {
    const { code, signal, stdout, stderr } = await interrupt('no listener of the application')
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' })
    expect(indexes(parseLines(stdout))).toEqual(upTo(Number(reportOf(stderr, 'logged')['logged'])))
  })

  test('leaves the end to a listener of the application', async () => {
    const { code, signal, stdout, stderr } = await interrupt('a listener of the application')
    expect({ code, signal }).toEqual({ code: 12, signal: null })
    expect(indexes(parseLines(stdout))).toEqual(upTo(Number(reportOf(stderr, 'logged')['logged'])))
  })
})
