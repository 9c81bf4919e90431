import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from '../lines.ts'
import { reportOf } from '../reports.ts'
import { type Outcome, type RunOptions, runProgram } from '../run-program.ts'
import { runForbidden } from './forbidden.ts'

const MANY = 100_000

const run = (name: string, options?: RunOptions, file = ''): Promise<Outcome> =>
  runProgram('../inline/programs/inline', [name, file], options)

describe('the pipeline on the caller’s thread', () => {
  test.each(['pipe', 'socket', 'file'] as const)(
    'writes all to a %s, however much is logged in one turn, and stays usable',
    async (output) => {
      const { code, stdout, stderr } = await run('all', { output })
      expect(code).toBe(0)
      expect(reportOf(stderr, 'drained')).toMatchObject({
        flushed: true,
        complete: true,
        submitted: MANY,
        delivered: MANY,
        dropped: { queue_full: 0 },
        threadStarts: 0,
        threads: 0,
      })
      expect(indexes(parseLines(stdout))).toEqual(upTo(MANY + 1))
    },
  )

  test.each(['pipe', 'socket', 'file'] as const)(
    'writes all to a %s when the process exits',
    async (output) => {
      const { code, stdout } = await run('exit in the first tick', { output })
      expect(code).toBe(3)
      expect(indexes(parseLines(stdout))).toEqual(upTo(MANY))
    },
  )

  test.each(['pipe', 'socket'] as const)('writes what a %s had no room for once', async (output) => {
    const { code, stdout } = await run('exit in the middle of a write', { output })
    expect(code).toBe(3)
    expect(indexes(parseLines(stdout))).toEqual(upTo(MANY + 1))
  })

  test('leaves the event loop its turns', async () => {
    const { stderr } = await run('a turn of the loop is short', { output: 'file' })
    // 5 ms by design; a turn that wrote everything would take some hundreds.
    expect(reportOf(stderr, 'longest')['longest']).toBeLessThan(100)
  })

  test('runs a sink of the user', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
    try {
      const file = join(folder, 'out')
      const { code, stderr } = await run('a module', {}, file)
      expect(code).toBe(0)
      expect(reportOf(stderr, 'drained')).toMatchObject({
        complete: true,
        threads: 0,
        sinks: { mine: { state: 'healthy', accepted: 1000, delivered: 1000, pending: 0 } },
      })
      const lines = readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('{'))
      expect(indexes(parseLines(`${lines.join('\n')}\n`))).toEqual(upTo(1000))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('counts what a sink that answers later has not answered at process.exit(), and says why', async () => {
    const { code, stderr } = await run('exit, a module that answers later', {}, '/dev/null')
    expect(code).toBe(3)
    expect(stderr).toContain('records were not delivered: without a thread no sink can answer now')
    expect(reportOf(stderr, 'exit')).toMatchObject({
      submitted: 10,
      delivered: 0,
      pending: 10,
      sinks: { mine: { pending: 10 } },
    })
  })
})

describe('where there can be no thread', () => {
  test('the records are written on the caller’s, after one warning', async () => {
    const { code, stdout, stderr } = await runForbidden('all, forbidden')
    expect(code).toBe(0)
    expect(stderr.match(/"level":"WARN"/g)).toHaveLength(1)
    expect(stderr).toContain('records are written on the calling thread')
    expect(reportOf(stderr, 'drained')).toMatchObject({ complete: true, delivered: MANY, threads: 0 })
    expect(indexes(parseLines(stdout))).toEqual(upTo(MANY + 1))
  })

  test('also when the process exits at once', async () => {
    const { code, stdout } = await runForbidden('exit, forbidden')
    expect(code).toBe(3)
    expect(indexes(parseLines(stdout))).toEqual(upTo(MANY))
  })

  test('so too where memory cannot be shared', async () => {
    const { code, stdout, stderr } = await run('all, no sharing')
    expect(code).toBe(0)
    expect(reportOf(stderr, 'drained')).toMatchObject({ complete: true, delivered: MANY, threads: 0 })
    expect(indexes(parseLines(stdout))).toEqual(upTo(MANY + 1))
    const exit = await run('exit, no sharing')
    expect(exit.code).toBe(3)
    expect(indexes(parseLines(exit.stdout))).toEqual(upTo(MANY))
  })
})
