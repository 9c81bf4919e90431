import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from './lines.ts'
import { reportOf } from './reports.ts'
import { type Outcome, runProgram } from './run-program.ts'

const RECORDS = 20_000
/** What a sink's queue holds. */
const QUEUE_BYTES = 2 ** 20

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** The end of a process with a module that has more than its queue holds. */
async function run(end: string, ...args: readonly string[]): Promise<Outcome> {
  const outcome = await runProgram('full-queue', [end, folder, ...args])
  const written = readdirSync(folder)
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('')
  expect(written.length).toBeGreaterThan(3 * QUEUE_BYTES)
  expect(indexes(parseLines(written))).toEqual(upTo(RECORDS))
  return outcome
}

/** Nothing more is known of those that a sink has not answered for. */
const STUCK = {
  submitted: RECORDS,
  delivered: 0,
  pending: RECORDS,
  sinks: {
    mine: { accepted: RECORDS, delivered: 0, failed: 0, dropped: 0, pending: RECORDS },
    files: { accepted: RECORDS, delivered: RECORDS, pending: 0 },
  },
}

describe('a module that never answers, with more than its queue holds: the files have everything', () => {
  test.each(['process.exit()', 'process.exit() in the first tick', 'a natural end'])(
    'after %s',
    async (end) => {
      const { code, stderr } = await run(end, 'thread')
      expect(code).toBe(3)
      expect(reportOf(stderr, 'end')).toMatchObject(STUCK)
      expect(stderr).toContain(`"pending":${RECORDS}`)
    },
  )

  test('after SIGTERM', async () => {
    expect((await run('SIGTERM', 'thread')).signal).toBe('SIGTERM')
  })

  test('after a drain', async () => {
    expect(reportOf((await run('a drain', 'thread')).stderr, 'end')).toMatchObject({
      ...STUCK,
      complete: false,
    })
  })

  test('after process.exit() without a thread', async () => {
    const { code, stderr } = await run('process.exit()', 'inline')
    expect(code).toBe(3)
    expect(reportOf(stderr, 'end')).toMatchObject(STUCK)
  })

  test('after a drain without a thread', async () => {
    expect(reportOf((await run('a drain', 'inline')).stderr, 'end')).toMatchObject({
      ...STUCK,
      complete: false,
    })
  })
})

test('a module that is slow gets what it has time for, and the rest is counted', async () => {
  const { stderr } = await run('process.exit()', 'thread', '100')
  const { delivered, pending, sinks } = reportOf(stderr, 'end')
  expect(delivered).toBeGreaterThan(0)
  expect(pending).toBeGreaterThan(0)
  expect(Number(delivered) + Number(pending)).toBe(RECORDS)
  expect(sinks).toMatchObject({ mine: { delivered, pending, dropped: 0, failed: 0 } })
})

test('without a thread, before the module is loaded: it is left out, and the files have everything', async () => {
  const { code, stderr } = await run('process.exit() in the first tick', 'inline')
  expect(code).toBe(3)
  expect(stderr).toContain('the process ended before its module was loaded')
  expect(reportOf(stderr, 'end')).toMatchObject({
    submitted: RECORDS,
    delivered: RECORDS,
    pending: 0,
    sinks: { mine: { state: 'failed', delivered: 0 }, files: { delivered: RECORDS } },
  })
})
