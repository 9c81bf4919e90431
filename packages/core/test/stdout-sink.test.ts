import { spawn } from 'node:child_process'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Child, Fifo } from '../src/sinks/fixtures/child.ts'
import { indexes, parseLines, upTo } from './lines.ts'
import { reportOf } from './reports.ts'
import { canMount, smallDisk } from './rotating-file/mounts.ts'
import { startProgram } from './run-program.ts'

const SHARE_PIPE = fileURLToPath(new URL('programs/share-pipe.ts', import.meta.url))
const FULL_DISK = fileURLToPath(new URL('programs/full-disk.ts', import.meta.url))
const PROCESSES = 4
const COUNT = 1500

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const linesIn = (directory: string): unknown[] =>
  indexes(
    readdirSync(directory)
      .toSorted()
      .flatMap((name) => parseLines(readFileSync(join(directory, name), 'utf8'))),
  )

describe('standard output', () => {
  test('shared by four processes, with a slow reader: every line is there, whole, in the order of its process', async () => {
    const fifo = new Fifo(join(folder, 'pipe'))
    const children = Array.from(
      { length: PROCESSES },
      () =>
        new Child(
          spawn(process.execPath, [SHARE_PIPE, String(COUNT)], { stdio: ['ignore', fifo.writeFd, 'pipe'] }),
        ),
    )
    fifo.closeWriteEnd()
    let running = true
    const ended = Promise.all(children.map(({ exited }) => exited)).finally(() => {
      running = false
    })
    // A pipe full at a time.
    while (running) {
      fifo.read()
      await delay(10)
    }
    expect(await ended).toEqual(children.map(() => 0))
    const lines = parseLines(Buffer.from(await fifo.readToEnd(), 'latin1').toString())
    fifo.closeReadEnd()
    expect(lines).toHaveLength(PROCESSES * COUNT)
    for (const child of children) {
      const own = lines.filter(({ diagnostics }) => diagnostics['pid'] === child.process.pid)
      expect(indexes(own)).toEqual(upTo(COUNT))
      expect(await child.report('drained')).toMatchObject({ complete: true, delivered: COUNT })
    }
  })

  test('whose reader is gone is given up, said once and counted; the application and its other sinks go on', async () => {
    const program = startProgram('dead-reader', [folder], { output: 'pipe', read: false })
    await program.reported('written')
    program.reader?.destroy()
    const { code, stderr } = await program.ended
    expect(code).toBe(0)
    const done = reportOf(stderr, 'drained') as unknown as {
      readonly logged: number
      readonly sinks: Readonly<Record<string, Readonly<Record<'delivered' | 'failed', number>>>>
    }
    const { logged } = done
    expect(done).toMatchObject({
      complete: true,
      status: 'degraded',
      pending: 0,
      sinks: {
        out: { state: 'degraded', accepted: logged, dropped: 0, pending: 0 },
        first: { state: 'healthy', accepted: logged, delivered: logged },
        second: { state: 'healthy', accepted: logged, delivered: logged },
      },
    })
    const { out } = done.sinks
    expect(out?.delivered).toBeGreaterThanOrEqual(100)
    expect(out?.failed).toBeGreaterThanOrEqual(10_000)
    expect(Number(out?.delivered) + Number(out?.failed)).toBe(logged)
    expect(stderr.match(/a sink is failing/g)).toHaveLength(1)
    expect(stderr).toContain('EPIPE')
    expect(linesIn(join(folder, 'first'))).toEqual(upTo(logged))
    expect(linesIn(join(folder, 'second'))).toEqual(upTo(logged))
  })

  test.for(['a', 'w'])(
    'on a disk that is full for a while, opened with %j: no line is torn, and every count is exact',
    async (flags, { skip }) => {
      if (!canMount()) skip('needs a mount')
      const disk = smallDisk(256)
      const ballast = join(disk, 'ballast')
      writeFileSync(ballast, Buffer.alloc(100_000))
      const fd = openSync(join(disk, 'out'), flags)
      const child = new Child(spawn(process.execPath, [FULL_DISK], { stdio: ['pipe', fd, 'pipe'] }))
      closeSync(fd)
      const says = (message: string): Promise<void> =>
        expect
          .poll(() => child.reports.some((report) => report['message'] === message), { timeout: 20_000 })
          .toBe(true)
      await says('a sink is failing')
      // It tries for a while before it gives records up.
      await child.report('failed')
      unlinkSync(ballast)
      await says('a sink has recovered')
      child.process.stdin?.end()
      const { logged, sinks } = (await child.report('drained')) as unknown as {
        readonly logged: number
        readonly sinks: { readonly out: Readonly<Record<'delivered' | 'failed', number>> }
      }
      expect(await child.exited).toBe(0)
      const lines = parseLines(readFileSync(join(disk, 'out'), 'utf8'))
      const lost = lines.filter(({ message }) => message === 'records_lost')
      expect(lost.reduce((sum, { data }) => sum + Number(data['count']), 0)).toBe(sinks.out.failed)
      expect(indexes(lines)).toHaveLength(sinks.out.delivered)
      expect(sinks.out.failed).toBeGreaterThan(0)
      expect(sinks.out.delivered + sinks.out.failed).toBe(logged)
    },
  )
})
