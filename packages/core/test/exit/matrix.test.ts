import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { indexes, type Line, parseLines, upTo } from '../lines.ts'
import { reportOf } from '../reports.ts'
import { type Outcome, type OutputKind, type RunOptions, runProgram } from '../run-program.ts'
import { copyWithoutThread } from '../thread-gone.ts'
import { Collector } from './collector.ts'
import { EXTRA_MS, SLACK_MS, unstarvedMs } from './in-time.ts'
import { DEADLINE_MS } from './programs/deadline.ts'
import { ends } from './programs/ends.ts'

/** So that a drain over HTTP takes several times as long as any other. */
const BATCH_MS = 100
const INLINE = { FAPILOG_THREAD__MODE: 'inline' }

const collector = new Collector(BATCH_MS)
let folder: string
/** The built package, without the file of its thread. */
let fileless: NodeJS.ProcessEnv
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fapilog-exit-'))
  fileless = { TEST_ENTRY: copyWithoutThread(join(folder, 'fileless')) }
  await collector.start()
})
afterAll(() => {
  collector.stop()
  rmSync(folder, { recursive: true })
})

interface Run extends Outcome {
  /** What arrived. */
  readonly lines: readonly Line[]
}

type RunEnd = (end: string) => Promise<Run>

const toStdout =
  (output: OutputKind, env: NodeJS.ProcessEnv = {}): RunEnd =>
  async (end) => {
    const outcome = await run(end, 'stdout', '', { output, env })
    return { ...outcome, lines: parseLines(outcome.stdout) }
  }

const sinks: readonly (readonly [string, RunEnd])[] = [
  ['standard output, a pipe', toStdout('pipe')],
  ['standard output, a socket', toStdout('socket')],
  ['standard output, a file', toStdout('file')],
  ['standard output, a pipe, without a thread', toStdout('pipe', INLINE)],
  ['standard output, a socket, without a thread', toStdout('socket', INLINE)],
  ['standard output, a pipe, the file of the thread gone', (end) => toStdout('pipe', fileless)(end)],
  [
    'rotating files',
    async (end) => {
      const directory = mkdtempSync(join(folder, 'logs-'))
      const outcome = await run(end, 'files', directory)
      const written = readdirSync(directory).toSorted()
      const ndjson = written.map((name) => readFileSync(join(directory, name), 'utf8')).join('')
      return { ...outcome, lines: parseLines(ndjson) }
    },
  ],
  [
    'a sink that posts over HTTP',
    async (end) => {
      const path = `/${encodeURIComponent(end)}`
      const outcome = await run(end, 'post', collector.url(path))
      return { ...outcome, lines: parseLines(collector.received(path)) }
    },
  ],
]

function run(end: string, sink: string, where = '', options: RunOptions = {}): Promise<Outcome> {
  // Most of the time that all this takes is that of starting.
  const env = { ...options.env, NODE_COMPILE_CACHE: join(tmpdir(), 'fapilog-test-compiled') }
  return runProgram('../exit/programs/matrix', [end, sink, where], { ...options, env })
}

const statuses = new Map<string, Promise<Pick<Outcome, 'code' | 'signal'>>>()
/** Of the same end without a logger. */
function statusWithout(end: string): Promise<Pick<Outcome, 'code' | 'signal'>> {
  const known = statuses.get(end)
  if (known !== undefined) return known
  const found = run(end, 'none').then(({ code, signal }) => ({ code, signal }))
  statuses.set(end, found)
  return found
}

describe.concurrent.each(Object.keys(ends))('the process ends by %s', (end) => {
  test.each(sinks)(
    'to %s: nothing is lost, order kept, the exit status is as without a logger',
    async (_, into) => {
      const [without, { code, signal, stderr, lines }] = await Promise.all([statusWithout(end), into(end)])
      expect({ code, signal }).toEqual(without)
      const logged = Number(reportOf(stderr, 'logged')['logged'])
      expect(logged).toBeGreaterThanOrEqual(500)
      expect(indexes(lines)).toEqual(upTo(logged))
      if (end.endsWith('captured')) {
        expect(lines.at(-1)).toMatchObject({
          level: 'CRITICAL',
          message: 'uncaught_exception',
          diagnostics: { exception: { message: 'thrown on purpose' } },
        })
      }
    },
  )

  test('while a sink is stuck: the status is the same, and the deadline holds', async () => {
    const [without, { code, signal, stderr }] = await Promise.all([statusWithout(end), run(end, 'stuck')])
    expect({ code, signal }).toEqual(without)
    const { by, ms } = reportOf(stderr, 'end')
    expect(by).toBe(signal === null ? 'exit' : 'signal')
    expect(ms).toBeGreaterThanOrEqual(DEADLINE_MS * 0.9)
    expect(unstarvedMs(stderr, 'end')).toBeLessThan(DEADLINE_MS + EXTRA_MS + SLACK_MS)
  })
})
