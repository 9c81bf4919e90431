import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { Child } from '../../src/sinks/fixtures/child.ts'
import { textOf } from '../../src/sinks/rotating-file/fixtures/directory.ts'
import type { Scenario } from './programs/log-numbered.ts'

const PROGRAM = fileURLToPath(new URL('programs/log-numbered.ts', import.meta.url))

/** What the application says when it ends. */
export interface Outcome {
  readonly logged: number
  readonly dropped: number
  readonly stats: {
    readonly state: string
    readonly delivered: number
    readonly failed: number
    readonly lossRecords: number
  }
  /** Milliseconds that 99 of 100 calls took at most, once the code was compiled. */
  readonly p99: number
  /** And the longest one. */
  readonly longest: number
  /** Calls that took more than 1 ms while their thread slept, and when (milliseconds since 1970). */
  readonly blocked: readonly { readonly at: number; readonly ms: number }[]
}

/** Records and losses found in lines. */
export interface Found {
  readonly numbers: number[]
  /** By the loss records among the lines. */
  readonly lost: number
}

/** Starts the application, if need be behind a command such as `strace …` or `bash -c 'ulimit …; exec "$@"' -`. */
export function start(scenario: Scenario, command: readonly string[] = []): Child {
  const [program = process.execPath, ...args] = command.concat(
    process.execPath,
    // The threads of V8 that collect garbage make others wait for them.
    '--single-threaded',
    PROGRAM,
    JSON.stringify(scenario),
  )
  const child = new Child(
    spawn(program, args, {
      stdio: ['pipe', 'ignore', 'pipe'],
      // Most of the time these tests take is that of starting.
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'fapilog-test-compiled') },
    }),
  )
  onTestFinished(() => void child.process.kill('SIGKILL'))
  return child
}

/** Waits for a diagnostic of the logger. */
export async function said(child: Child, message: string): Promise<void> {
  await expect
    .poll(() => child.reports.some((report) => report['message'] === message), { timeout: 10_000 })
    .toBe(true)
}

/** Of an application that ends by itself. */
export async function ended(child: Child): Promise<Outcome> {
  const outcome = (await child.report('done')) as unknown as Outcome
  await child.exited
  return outcome
}

export function stop(child: Child): Promise<Outcome> {
  child.process.stdin?.end()
  return ended(child)
}

/** Throws when a line is torn or not JSON. */
export function parse(ndjson: string): Found {
  const texts = ndjson.split('\n')
  if (texts.pop() !== '') throw new Error('the last line is torn')
  const numbers: number[] = []
  let lost = 0
  for (const text of texts) {
    const { message, data } = JSON.parse(text) as { message: string; data: { i: number; count: number } }
    if (message === 'numbered') numbers.push(data.i)
    else if (message === 'records_lost') lost += data.count
    else throw new Error(`unexpected line: ${text}`)
  }
  return { numbers, lost }
}

/** When the first record was logged, not before `from`, that is among the lines; both in milliseconds since 1970. */
export function firstFrom(ndjson: string, from: number): number {
  const times = [...ndjson.matchAll(/^\{"timestamp":"([^"]+)".*"message":"numbered"/gm)].map(([, at = '']) =>
    Date.parse(at),
  )
  return Math.min(...times.filter((at) => at >= from))
}

const isLog = (name: string): boolean => /\.(jsonl|jsonl\.gz|log)$/.test(name)

/** The text of all files, in the order of their names. */
export const textsIn = (folder: string): string =>
  (existsSync(folder) ? readdirSync(folder).toSorted() : [])
    .filter(isLog)
    .map((name) => textOf(folder, name))
    .join('')

/** How many bytes of logs are in the directory, without reading them. */
export const pathsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter(isLog)
    .toSorted()
    .map((name) => join(folder, name))

/** Every record is in the files once, or counted as failed and announced; nothing else. */
export function expectConserved(outcome: Outcome, found: Found, gone = 0): void {
  expect(outcome.dropped).toBe(0)
  expect(new Set(found.numbers).size).toBe(found.numbers.length)
  expect(found.numbers.length + gone).toBe(outcome.stats.delivered)
  expect(outcome.stats.delivered + outcome.stats.failed).toBe(outcome.logged)
  expect(found.lost).toBe(outcome.stats.failed)
}
