import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { HEADER } from './order.ts'

const job = fileURLToPath(new URL('../main.ts', import.meta.url))
const file = new URL('../data/orders.csv', import.meta.url)
/** Lines that can be orders: neither the header nor blank. */
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && line !== HEADER).length

interface Line {
  readonly level: string
  readonly message: string
  readonly logger: string
  readonly context: { readonly correlation_id: string | null }
  readonly diagnostics: { readonly exception?: { readonly cause?: { readonly message: string } } }
  readonly data: Readonly<Record<string, unknown>>
}

interface Outcome {
  readonly code: number | null
  readonly lines: readonly Line[]
  readonly stderr: string
  /** A number of the drain table. */
  count(name: string): number
}

type Read = (output: Readable) => Promise<string>

async function runJob(
  args: string[] = [],
  env: NodeJS.Dict<string> = {},
  read: Read = text,
): Promise<Outcome> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('FAPILOG_'))
  const child = spawn(process.execPath, [job, ...args], {
    env: { ...Object.fromEntries(own), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const [stdout, stderr, code] = await Promise.all([read(child.stdout), text(child.stderr), exited])
  const lines = stdout.split('\n')
  expect(lines.pop()).toBe('')
  return {
    code,
    lines: lines.map((line) => JSON.parse(line) as Line),
    stderr,
    count: (name) => Number(new RegExp(`^${name} +(\\d+)$`, 'm').exec(stderr)?.[1]),
  }
}

/** 4 KiB a millisecond: far slower than the job. */
async function readSlowly(output: Readable): Promise<string> {
  const parts: Buffer[] = []
  let ended = false
  output.on('end', () => (ended = true))
  // Without a listener Node discards what is left when the child exits.
  output.on('readable', () => undefined)
  while (!ended) {
    const part = output.read(4096) ?? output.read()
    if (part !== null) parts.push(part as Buffer)
    await delay(1)
  }
  return Buffer.concat(parts).toString()
}

const dataOf = ({ lines }: Outcome, message: string): Readonly<Record<string, unknown>> =>
  lines.find((line) => line.message === message)?.data ?? {}

describe('batch job', () => {
  test('prints one JSON object a line when piped, and drains all of them', async () => {
    const outcome = await runJob()
    expect(outcome.code).toBe(0)
    const keys = ['timestamp', 'level', 'message', 'logger', 'context', 'diagnostics', 'data']
    for (const line of outcome.lines) expect(Object.keys(line)).toEqual(keys)
    expect(outcome.count('submitted')).toBe(outcome.lines.length)
    expect(outcome.count('delivered')).toBe(outcome.lines.length)
    for (const name of ['failed', 'filtered', 'dropped', 'pending']) expect(outcome.count(name)).toBe(0)
    expect(outcome.stderr).toMatch(/^\ndrained in [\d.]+ ms\n/)
  })

  test('accounts for every order of the file', async () => {
    const outcome = await runJob()
    const imported = dataOf(outcome, 'import finished')
    const closed = dataOf(outcome, 'month closed')
    const warnings = outcome.lines.filter(({ level }) => level === 'WARNING').length
    expect(warnings).toBe(Number(imported['rejected']) + Number(imported['repeated']))
    expect(Number(imported['orders']) + warnings).toBe(rows)
    expect(Number(closed['settled']) + Number(closed['unsettled'])).toBe(imported['orders'])
    expect(warnings).toBeGreaterThan(50)
  })

  test('gives the days their own context, and errors their cause', async () => {
    const { lines } = await runJob()
    const days = lines.filter(({ message }) => message === 'day settled')
    expect(new Set(days.map(({ context }) => context.correlation_id)).size).toBe(30)
    const errors = lines.filter(({ level }) => level === 'ERROR')
    expect(errors).not.toEqual([])
    for (const { context, diagnostics } of errors) {
      expect(context.correlation_id).toMatch(/^settlement-2026-09-\d\d$/)
      expect(diagnostics.exception?.cause?.message).toMatch(/^no exchange rate for [A-Z]{3}$/)
    }
  })

  test('behind a slow reader the async stage waits for room; what the sync stage loses is counted', async () => {
    const env = { FAPILOG_LEVEL: 'debug', FAPILOG_QUEUE__CAPACITY: '512 KiB' }
    const outcome = await runJob([], env, readSlowly)
    const losses = outcome.lines.filter(({ message }) => message === 'records_lost')
    const lost = losses.reduce((sum, { data }) => sum + Number(data['count']), 0)
    const delivered = outcome.lines.length - losses.length
    expect(outcome.count('delivered')).toBe(delivered)
    expect(outcome.count('dropped')).toBe(lost)
    expect(outcome.count('submitted')).toBe(delivered + lost)
    const settled = outcome.lines.filter(({ message }) => message === 'order settled')
    expect(settled).toHaveLength(Number(dataOf(outcome, 'month closed')['settled']))
    // Ordinary records may fill 384 KiB of it, and did: there was something to wait for.
    const fullest = /at most ([\d.]+) of ([\d.]+) KiB/.exec(outcome.stderr)?.slice(1).map(Number) ?? []
    expect(fullest[1]).toBe(512)
    expect(fullest[0]).toBeGreaterThan(320)
  })

  test('a file that is not there fails the job, and says so', async () => {
    const outcome = await runJob(['no-such-file.csv'])
    expect(outcome.code).toBe(1)
    expect(outcome.lines.at(-1)).toMatchObject({
      level: 'CRITICAL',
      message: 'job failed',
      diagnostics: { exception: { code: 'ENOENT' } },
      data: { file: 'no-such-file.csv' },
    })
    expect(outcome.count('delivered')).toBe(outcome.lines.length)
  })
})
