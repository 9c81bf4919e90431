import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from './lines.ts'
import { reportOf } from './reports.ts'
import { type Outcome, runProgram } from './run-program.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
  file = join(folder, 'out')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const run = (name: string, does = ''): Promise<Outcome> =>
  runProgram('user-sink', [name, file, does], { output: 'file' })

/** What the sink did, and the numbers of the lines that it wrote. */
function written(): { readonly did: string[]; readonly lines: unknown[] } {
  const all = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  const lines = all.filter((line) => line.startsWith('{'))
  return {
    did: all.filter((line) => !line.startsWith('{')),
    lines: indexes(parseLines(lines.map((line) => `${line}\n`).join(''))),
  }
}

describe('a sink of the user', () => {
  test.each(['', 'write later'])(
    'gets every record once and in order, is flushed and closed: %s',
    async (does) => {
      const { code, stdout, stderr } = await run('drain', does)
      expect(code).toBe(0)
      expect(reportOf(stderr, 'flushed')).toMatchObject({ flushed: true, status: 'healthy', threadStarts: 1 })
      expect(reportOf(stderr, 'again')).toMatchObject({
        complete: true,
        sinks: {
          mine: { state: 'healthy', accepted: 1001, delivered: 1001, failed: 0, dropped: 0, pending: 0 },
        },
      })
      expect(written().lines).toEqual(upTo(1001))
      // A drained logger stays usable: for what comes later the sink is made again.
      expect(written().did).toEqual(['made', 'flushed', 'closed', 'made', 'flushed', 'closed'])
      expect(indexes(parseLines(stdout))).toEqual(upTo(1001))
    },
  )

  test.each(['', 'write later'])(
    'has everything when the process ends in its first tick: %s',
    async (does) => {
      const { code } = await run('first tick', does)
      expect(code).toBe(5)
      expect(written()).toEqual({ did: ['made'], lines: upTo(1000) })
    },
  )

  test('that keeps the thread alive does not keep a drain waiting', async () => {
    const { stderr } = await run('drain', 'keep the thread')
    expect(reportOf(stderr, 'drained')).toMatchObject({ complete: true })
    expect(reportOf(stderr, 'drained')['durationMs']).toBeLessThan(5000)
    expect(written().lines).toEqual(upTo(1001))
  })
})

test('a sink that needs more memory than those of ours has it', async () => {
  const { code, stderr } = await run('drain', 'hold 60 MiB')
  expect(code).toBe(0)
  expect(reportOf(stderr, 'flushed')).toMatchObject({ flushed: true, status: 'healthy', threadStarts: 1 })
  expect(written().lines).toEqual(upTo(1001))
})

test('what a sink prints is on standard error, also while the main thread is at its exit', async () => {
  const { code, stdout, stderr } = await run('first tick', 'print')
  expect(code).toBe(5)
  expect(stderr).toContain('made by console.log\n')
  const counts = [...stderr.matchAll(/^wrote (\d+)$/gm)].map(([, count]) => Number(count))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1000)
  // Where the log is: nothing else may get there.
  expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
})

describe('a sink that misbehaves', () => {
  test.each(['throw in a timer', 'reject unheard'])(
    'by an error outside of write() costs nothing: %s',
    async (does) => {
      const { code, stdout, stderr } = await run('drain', does)
      expect(code).toBe(0)
      expect(reportOf(stderr, 'flushed')).toMatchObject({ threadStarts: 1 })
      expect(stderr).toContain('the module of a sink threw outside of write()')
      expect(written().lines).toEqual(upTo(1001))
      expect(indexes(parseLines(stdout))).toEqual(upTo(1001))
    },
  )

  test('by throwing: others go on, the loss is counted and said once', async () => {
    const { stdout, stderr } = await run('drain', 'throw')
    expect(indexes(parseLines(stdout))).toEqual(upTo(1001))
    expect(reportOf(stderr, 'flushed')).toMatchObject({
      status: 'degraded',
      stats: {
        failed: 1000,
        delivered: 0,
        sinks: {
          mine: { state: 'degraded', accepted: 1000, failed: 1000, delivered: 0, pending: 0 },
          'stdout-json': { state: 'healthy', accepted: 1000, failed: 0, delivered: 1000, pending: 0 },
        },
      },
    })
    // Once for each thread.
    expect(stderr.match(/a sink is failing/g)?.length).toBe(2)
  })

  test('by never settling: others go on, drain and exit keep their deadlines', async () => {
    const { code, stdout, stderr } = await run('under way', 'never settle')
    expect(code).toBe(0)
    expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
    const drained = reportOf(stderr, 'drained')
    expect(drained).toMatchObject({
      complete: false,
      submitted: 1000,
      delivered: 0,
      failed: 0,
      pending: 1000,
    })
    expect(drained['sinks']).toMatchObject({ mine: { accepted: 1000, pending: 1000 } })
    expect(drained['durationMs']).toBeGreaterThanOrEqual(399)
    // 5 s after its beginning the write would be given up.
    expect(drained['durationMs']).toBeLessThan(4000)
    expect(reportOf(stderr, 'exit')['ms']).toBeLessThan(4500)
  })

  test.each(['never settle', 'loop for ever'])(
    'at the end of the process, by what it does: %s',
    async (does) => {
      const { code, ms } = await run('exit', does)
      expect(code).toBe(5)
      // 500 ms, and the start of a process and a thread. The write would be given up after 5 s.
      expect(ms).toBeLessThan(4500)
    },
  )
})

describe('a sink that cannot be set up', () => {
  test('is named to those who wait for it, and left out', async () => {
    const { stdout, stderr } = await run('refused', 'refuse its options')
    const refused = reportOf(stderr, 'refused')
    expect(refused).toMatchObject({ code: 'FAPILOG_E_SINK', cause: 'options.does must be something else' })
    expect(refused['message']).toMatch(
      /^sink "mine" \(file:.*\/to-file\.ts\) could not be set up: options\.does must be something else$/,
    )
    expect(refused['stack']).toContain('to-file.ts')
    expect(indexes(parseLines(stdout))).toEqual([0])
    expect(reportOf(stderr, 'health')).toMatchObject({
      status: 'degraded',
      thread: 'running',
      stats: {
        sinks: { mine: { state: 'failed', delivered: 0, dropped: 1 }, 'stdout-json': { delivered: 1 } },
      },
    })
  })

  test('and is the only one: standard output takes its place, and standard error says so once', async () => {
    const { stdout, stderr } = await run('alone', 'refuse its options')
    expect(indexes(parseLines(stdout))).toEqual([0])
    expect(reportOf(stderr, 'health')).toMatchObject({
      stats: { sinks: { mine: { state: 'failed', delivered: 1 } } },
    })
    const said = stderr.split('\n').filter((line) => line.includes('"component"'))
    expect(said.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { message: 'a sink could not be set up', sink: 'mine', instead: 'standard output' },
    ])
  })
})
