import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from '../lines.ts'
import { reportOf } from '../reports.ts'
import { type Outcome, runProgram } from '../run-program.ts'
import { copySourcesWithoutThread, copyWithoutThread } from '../thread-gone.ts'
import { runForbidden } from './forbidden.ts'

const MANY = 100_000

let folder: string
/** The built package without the file of its thread. */
let fileless: NodeJS.ProcessEnv
/** Without its text as well: the sources have none. */
let textless: NodeJS.ProcessEnv
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fapilog-gone-'))
  fileless = { TEST_ENTRY: copyWithoutThread(join(folder, 'fileless')) }
  textless = { TEST_ENTRY: copySourcesWithoutThread(join(folder, 'textless')) }
})
afterAll(() => rmSync(folder, { recursive: true }))

const run = (name: string, env: NodeJS.ProcessEnv): Promise<Outcome> =>
  runProgram('../inline/programs/inline', [name], { env, output: 'pipe' })

const warnings = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => line.includes('"level":"WARN"'))

// That the process ends in whatever way is in ../exit/matrix.test.ts.
describe('the file of the thread is gone', () => {
  test('a thread is started from its text, and nothing need be said', async () => {
    const { code, stdout, stderr } = await run('a few', fileless)
    expect(code).toBe(0)
    expect(warnings(stderr)).toEqual([])
    expect(reportOf(stderr, 'asked')).toMatchObject({ ready: 'ready', flushed: true })
    expect(reportOf(stderr, 'drained')).toMatchObject({ complete: true, delivered: 10, threads: 1 })
    expect(indexes(parseLines(stdout))).toEqual(upTo(10))
  })

  test('the pipeline on the caller’s thread is started from that text too', async () => {
    const { code, stdout, stderr } = await run('all', fileless)
    expect(code).toBe(0)
    expect(warnings(stderr)).toEqual([])
    expect(reportOf(stderr, 'drained')).toMatchObject({ complete: true, delivered: MANY, threads: 0 })
    expect(indexes(parseLines(stdout))).toEqual(upTo(MANY + 1))
  })

  test.each(['all, forbidden', 'exit, forbidden'])(
    'so too where there can be no thread, after one warning: %s',
    async (name) => {
      const { stdout, stderr } = await runForbidden(name, fileless)
      expect(warnings(stderr)).toHaveLength(1)
      expect(stderr).toContain('records are written on the calling thread')
      expect(indexes(parseLines(stdout))).toEqual(upTo(name.startsWith('all') ? MANY + 1 : MANY))
    },
  )
})

// What runs the pipeline on the caller's thread is the same program: there is nothing that could write a record.
describe.each([
  ['a thread', {}],
  ['the caller’s thread', { FAPILOG_THREAD__MODE: 'inline' }],
])('the file of the thread and its text are gone: no pipeline on %s', (_, mode) => {
  test('it is said once and why, ready() rejects, and the records are counted as pending', async () => {
    const { code, stdout, stderr } = await run('a few', { ...textless, ...mode })
    expect(code).toBe(0)
    expect(stdout).toBe('')
    expect(stderr.match(/nothing is written.* install fapilog again/g)).toHaveLength(1)
    const asked = reportOf(stderr, 'asked')
    expect(asked).toMatchObject({ flushed: false })
    expect(asked['ready']).toContain('FapilogError: the pipeline thread was not ready')
    expect(reportOf(stderr, 'drained')).toMatchObject({
      complete: false,
      submitted: 10,
      delivered: 0,
      pending: 10,
      threads: 0,
    })
    expect(JSON.parse(warnings(stderr).at(-1) ?? '')).toMatchObject({ component: 'exit', pending: 10 })
  })

  test('process.exit() does not wait for it, and says what was not written', async () => {
    const { code, stdout, stderr } = await run('exit, a few', { ...textless, ...mode })
    expect(code).toBe(3)
    expect(stdout).toBe('')
    expect(stderr.match(/nothing is written.* install fapilog again/g)).toHaveLength(1)
    expect(reportOf(stderr, 'logged')).toMatchObject({ submitted: 10, delivered: 0, pending: 10 })
    expect(JSON.parse(warnings(stderr).at(-1) ?? '')).toMatchObject({ component: 'exit', pending: 10 })
    expect(warnings(stderr).at(-1)).not.toContain('deadline')
  })
})
