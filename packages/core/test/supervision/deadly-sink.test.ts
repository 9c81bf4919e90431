import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { indexes, type Line, parseLines, upTo } from '../lines.ts'
import { reportOf } from '../reports.ts'
import { type Outcome, startProgram } from '../run-program.ts'
import type { DeadlyOptions } from './programs/deadly-sink.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
  file = join(folder, 'out')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

type Does = Omit<DeadlyOptions, 'file'>
const start = (
  name: string,
  does: Does,
  env: NodeJS.ProcessEnv = {},
  beside: readonly ('beside' | 'looping' | 'exiting')[] = [],
): ReturnType<typeof startProgram> =>
  startProgram('../supervision/programs/deadly', [name, file, JSON.stringify(does), ...beside], {
    output: 'file',
    env,
  })
const run = (name: string, does: Does): Promise<Outcome> => start(name, does).ended
const runBeside = (does: Does): Promise<Outcome> => start('flush', does, {}, ['beside']).ended

const written = (to = file): Line[] => parseLines(readFileSync(to, 'utf8'))
const losses = (lines: readonly Line[]): unknown[] =>
  lines.filter(({ message }) => message === 'records_lost').map(({ data }) => [data['reason'], data['count']])
const without = (end: number, left: number): number[] => upTo(end).filter((i) => i !== left)

/** Doubled lines are those of one batch, with the ids they had. */
function expectOneReplay(lines: readonly Line[]): void {
  const seen = new Map<unknown, unknown>()
  for (const { data, context } of lines) {
    const id = context['message_id']
    if (seen.has(data['i'])) expect(id).toBe(seen.get(data['i']))
    seen.set(data['i'], id)
  }
  const numbers = lines.map(({ data }) => Number(data['i']))
  expect(numbers.filter((i, at) => at > 0 && i !== (numbers[at - 1] ?? 0) + 1).length).toBeLessThanOrEqual(1)
  expect([...seen.keys()]).toEqual(upTo(seen.size))
}

describe('the module of a sink ends its thread', () => {
  test.each(['exit', 'out of memory'] as const)('once (%s): its successor goes on', async (does) => {
    const { code, stdout, stderr } = await run('flush', { does, at: 500, once: true })
    expect(code).toBe(0)
    expect(reportOf(stderr, 'flushed')).toMatchObject({
      flushed: true,
      threadStarts: 2,
      stats: { submitted: 1000, delivered: 1000, failed: 0, pending: 0 },
    })
    expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
    expectOneReplay(written())
  })

  test.each(['exit', 'exit after an await'] as const)(
    'with one record, always (%s): that one is left out, and announced',
    async (does) => {
      const { code, stdout, stderr } = await run('flush', { does, at: 500, once: false })
      expect(code).toBe(0)
      expect(stderr).toContain('a record ended two threads and is left out')
      expect(reportOf(stderr, 'flushed')).toMatchObject({
        flushed: true,
        threadStarts: 4,
        stats: {
          delivered: 999,
          failed: 1,
          pending: 0,
          sinks: {
            mine: { state: 'healthy', delivered: 999, pending: 0 },
          },
        },
      })
      // The other sink gets it.
      expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
      expect(losses(parseLines(stdout))).toEqual([])
      expect(losses(written())).toEqual([['poison', 1]])
      expect([...new Set(indexes(written()))]).toEqual(without(1000, 500))
    },
  )

  test('with every record: it is disabled, and the other sink goes on', async () => {
    const { code, stdout, stderr } = await run('flush', { does: 'exit', at: -1, once: false })
    expect(code).toBe(0)
    expect(stderr).toContain('a sink is disabled')
    expect(reportOf(stderr, 'flushed')).toMatchObject({
      flushed: true,
      stats: { delivered: 999, failed: 1, pending: 0, sinks: { mine: { state: 'failed', pending: 0 } } },
    })
    expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
  })

  test('while another module has records in hand as well: only the deadly record is left out, and only here', async () => {
    const { code, stdout, stderr } = await runBeside({ does: 'exit after an await', at: 500, once: false })
    expect(code).toBe(0)
    expect(reportOf(stderr, 'flushed')).toMatchObject({
      flushed: true,
      threadStarts: 4,
      stats: {
        delivered: 999,
        failed: 1,
        sinks: {
          mine: { state: 'healthy', accepted: 1000, delivered: 999, failed: 1 },
          beside: { state: 'healthy', accepted: 1000, delivered: 1000, failed: 0 },
        },
      },
    })
    expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
    expect(losses(written())).toEqual([['poison', 1]])
    expect([...new Set(indexes(written()))]).toEqual(without(1000, 500))
    expect([...new Set(indexes(written(`${file}.beside`)))]).toEqual(upTo(1000))
  })

  test.each(['exit', 'exit after an await'] as const)(
    'with every record (%s), beside another module: that one goes on',
    async (does) => {
      const { stdout, stderr } = await runBeside({ does, at: -1, once: false })
      expect(stderr).not.toContain('died too often')
      expect(reportOf(stderr, 'flushed')).toMatchObject({
        flushed: true,
        stats: { pending: 0, sinks: { mine: { state: 'failed' }, beside: { state: 'healthy', failed: 0 } } },
      })
      expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
      expect([...new Set(indexes(written(`${file}.beside`)))]).toEqual(upTo(1000))
    },
  )

  test('once, with thousands of records: these come in batches, those that it had in hand as well', async () => {
    const { stderr } = await run('flush many', { does: 'exit after an await', at: 500, once: true })
    const flushed = reportOf(stderr, 'flushed')
    expect(flushed).toMatchObject({ flushed: true, threadStarts: 2, stats: { delivered: 20_000 } })
    const batches = readFileSync(`${file}.batches`, 'utf8').length
    expect(batches).toBeLessThan(150)
  })

  test('outside of a call: it is contained', async () => {
    const { stderr } = await run('flush', { does: 'throw later', at: 500, once: false })
    expect(stderr).toContain('threw outside of write()')
    expect(reportOf(stderr, 'flushed')).toMatchObject({ threadStarts: 1, stats: { delivered: 1000 } })
  })

  test('while the process exits: its successor goes on', async () => {
    const { code, stdout } = await run('first tick', { does: 'exit', at: 500, once: true })
    expect(code).toBe(6)
    expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
    expectOneReplay(written())
  })
})

describe('the module of a sink hangs', () => {
  test('once: the thread is replaced, and the application never stands still', async () => {
    const { code, stdout, stderr } = await run('flush', { does: 'loop', at: 500, once: true })
    expect(code).toBe(0)
    expect(stderr).toContain('the pipeline thread hangs and is replaced')
    const flushed = reportOf(stderr, 'flushed')
    expect(flushed).toMatchObject({ flushed: true, threadStarts: 2, stats: { delivered: 1000, pending: 0 } })
    expect(flushed['longest']).toBeLessThan(1000)
    expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
    expectOneReplay(written())
  })

  test('where nobody can end it: its thread is deposed, and does nothing more when it wakes', async () => {
    const { code, stdout, stderr } = await run('flush and wait', { does: 'block', at: 500, once: true })
    expect(code).toBe(0)
    const flushed = reportOf(stderr, 'flushed')
    const stats = flushed['stats'] as Record<string, number>
    const { mine } = stats['sinks'] as unknown as Record<string, Record<string, number>>
    const inDoubt = mine?.['inDoubt'] ?? 0
    expect(inDoubt).toBeGreaterThan(0)
    expect(flushed).toMatchObject({ flushed: true, threadStarts: 2 })
    expect(stats).toMatchObject({ submitted: 1000, delivered: 1000 - inDoubt, failed: inDoubt, pending: 0 })
    expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
    // What it had in hand is there up to where it stood still, and once.
    const numbers = indexes(written()) as number[]
    expect(numbers.slice(0, 500)).toEqual(upTo(500))
    const after = numbers.slice(500)
    expect(after).toEqual(upTo(1000).slice(1000 - after.length))
    expect(500 + after.length).toBeGreaterThanOrEqual(1000 - inDoubt)
    expect(losses(written())).toEqual([['in_doubt', inDoubt]])
    // It has been waited for: what it might still have done is done.
    expect(reportOf(stderr, 'later')['stats']).toEqual(stats)
  })

  test.each(['loop', 'loop after an await'] as const)(
    'while the process exits (%s): the others get their records, nothing is doubled, the doubtful are counted',
    async (does) => {
      const { code, stdout, stderr } = await run('exit while it hangs', { does, at: 500, once: false })
      expect(code).toBe(6)
      const exit = reportOf(stderr, 'exit')
      expect(exit['ms']).toBeLessThan(19_000)
      expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
      expect(indexes(written())).toEqual(upTo(500))
      const { mine } = exit['sinks'] as Record<string, Record<string, number>>
      expect(mine).toMatchObject({ state: 'failed', pending: 0 })
      expect(mine?.['inDoubt']).toBeGreaterThanOrEqual(1)
      expect(exit).toMatchObject({ submitted: 1000, pending: 0, failed: mine?.['inDoubt'] })
      expect(Number(exit['delivered']) + Number(exit['failed'])).toBe(1000)
    },
  )

  test.each(['loop', 'loop after an await'] as const)(
    'while a signal ends the process (%s): the others get their records before the deadline',
    async (does) => {
      const { code, signal, stdout } = await run('SIGTERM while it hangs', { does, at: 500, once: false })
      expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' })
      expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
      expect(indexes(written())).toEqual(upTo(500))
    },
  )
})

describe('the module of a sink loops for ever while it is loaded', () => {
  const harmless = { does: 'exit', at: -2, once: true } as const

  test('its thread is replaced, and all other sinks go on, modules included', async () => {
    const { code, stdout, stderr } = await start('flush at once', harmless, {}, ['looping']).ended
    expect(code).toBe(0)
    expect(stderr).toContain('the pipeline thread hangs and is replaced')
    expect(reportOf(stderr, 'flushed')).toMatchObject({ flushed: true, stats: { pending: 0 } })
    expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
    expect(indexes(written())).toEqual(upTo(1000))
  })

  test('while the process exits: so too, within the deadline', async () => {
    const { code, stdout, stderr, ms } = await start('first tick', harmless, {}, ['looping']).ended
    expect(code).toBe(6)
    expect(ms).toBeLessThan(20_000)
    expect(stderr).toContain('the pipeline thread hangs and is replaced')
    expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
  })
})

describe('the module of a sink ends every thread that loads it', () => {
  const harmless = { does: 'exit', at: -2, once: true } as const

  test('before anything is logged: ready() says which it was, and all others get everything', async () => {
    const { code, stdout, stderr } = await start('ready', harmless, {}, ['exiting']).ended
    expect(code).toBe(0)
    const { refusal, ms } = reportOf(stderr, 'ready')
    expect(refusal).toContain('sink "exiting"')
    expect(refusal).toContain('its module ended the thread')
    // Not what ready() waits at most.
    expect(ms).toBeLessThan(9000)
    expect(reportOf(stderr, 'flushed')).toMatchObject({ flushed: true, stats: { pending: 0 } })
    expect(indexes(parseLines(stdout))).toEqual(upTo(1000))
    expect(indexes(written())).toEqual(upTo(1000))
  })
})
