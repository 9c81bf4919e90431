import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  allNumbers,
  lines,
  namesIn,
  optionsFor,
  scratch,
} from '../../src/sinks/rotating-file/fixtures/directory.ts'
import { FileNames, gzipNameOf, linkNameOf, partNameOf } from '../../src/sinks/rotating-file/file-names.ts'
import { TestHost } from '../../src/sinks/rotating-file/fixtures/test-host.ts'
import type { RotatingFileOptions } from '../../src/sinks/rotating-file/options.ts'
import { filesOf } from '../../src/sinks/rotating-file/process-files.ts'
import { createRotatingFile } from '../../src/sinks/rotating-file/rotating-file.ts'
import { thisWriter } from '../../src/sinks/rotating-file/writer.ts'
import { canTrace, STRACE } from './can-trace.ts'

const PROGRAM = fileURLToPath(new URL('programs/compress-and-retain.ts', import.meta.url))
/** Every call of the sink that changes something, and `close`. strace counts those of each name apart. */
const CALLS = (
  'openat write pwrite64 rename renameat renameat2 unlink unlinkat symlink symlinkat ' +
  'ftruncate fsync fdatasync fchmod fchmodat chmod mkdir mkdirat utimensat close'
).split(' ')
const BATCHES = 4

let cache: string
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'compiled-'))
})
afterAll(() => rmSync(cache, { recursive: true }))

interface Run {
  /** The calls of its main thread, as strace prints them. */
  readonly calls: readonly string[]
  readonly acknowledged: number
  readonly killed: boolean
}

interface Point {
  readonly call: string
  /** Which one of that name, from 1. */
  readonly n: number
}

/** Runs the program, and kills it when it is about to make that call. */
async function run(options: RotatingFileOptions, killAt?: Point, batches = BATCHES): Promise<Run> {
  const trace = join(options.directory, '..', 'trace')
  const which =
    killAt === undefined
      ? ['-y', '-e', `trace=${CALLS.join(',')}`]
      : ['-e', `trace=${killAt.call}`, '-e', `inject=${killAt.call}:signal=KILL:when=${killAt.n}`]
  const scenario = JSON.stringify({ batches, options })
  const child = spawn(
    STRACE,
    // Not --seccomp-bpf: with it strace injects no signals.
    ['-f', '-qq', '-s', '0', '-o', trace, ...which, process.execPath, PROGRAM, scenario],
    { env: { ...process.env, NODE_COMPILE_CACHE: cache }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise<boolean>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (_, signal) => resolve(signal === 'SIGKILL'))
  })
  const acknowledged = Number((await text(child.stdout)).trim().split('\n').at(-1) || 0)
  const killed = await ended
  const lines = readFileSync(trace, 'utf8').split('\n')
  const [main] = lines[0]?.split(' ') ?? []
  return { calls: lines.filter((line) => line.startsWith(`${main} `)), acknowledged, killed }
}

/** The calls that have to do with the directory. */
function pointsOf(calls: readonly string[]): Point[] {
  const seen = new Map<string, number>()
  return calls.flatMap((line) => {
    const call = /^\d+ +(\w+)\(/.exec(line)?.[1]
    // The end of a call that another thread interrupted in the output: `<... openat resumed>`.
    if (call === undefined) return []
    const n = (seen.get(call) ?? 0) + 1
    seen.set(call, n)
    // The last acknowledgement is one more place to be killed at.
    return line.includes('/logs') || line.includes('write(1<') ? [{ call, n }] : []
  })
}

/** A start on the same machine, where the process that was killed is known to be gone. */
function startAgain(options: RotatingFileOptions): void {
  const host = new TestHost(thisWriter())
  host.time = Date.now()
  const sink = createRotatingFile(options, Object.assign(host, { filesOf }))
  host.advance(1000)
  void sink.close?.()
}

const prepare = (chosen: Partial<RotatingFileOptions>): RotatingFileOptions =>
  optionsFor(join(scratch(), 'logs'), { maxBytes: 1024, ...chosen })

/** Three at a time. `once` says whether the process was killed. */
async function killAtEach(
  points: readonly Point[],
  once: (point: Point, where: string) => Promise<boolean>,
): Promise<void> {
  let killed = 0
  const remaining = points.values()
  const work = async (): Promise<void> => {
    for (const point of remaining) if (await once(point, `${point.call} ${point.n}`)) killed += 1
  }
  await Promise.all([work(), work(), work()])
  // Those at the very end may come in another order, and then the process ends first.
  expect(killed).toBeGreaterThan(points.length * 0.9)
}

function expectNoOrphan({ directory, compress, maxFiles }: RotatingFileOptions, where: string): void {
  const allowed = compress ? /^app-.*\.jsonl\.gz$|^current$/ : /^app-.*\.jsonl$|^app\.log$/
  const names = namesIn(directory).filter((name) => name !== '.app.log.owner')
  expect(
    names.filter((name) => !allowed.test(name)),
    where,
  ).toEqual([])
  if (maxFiles === null) return
  // Beside the one that is written, or the link.
  expect(names.length, where).toBeLessThanOrEqual(maxFiles + 1)
}

/** What a process can leave behind that was killed: numbered lines, and what is to become of them. */
function leaveBehind({ directory }: RotatingFileOptions): number[] {
  mkdirSync(directory, { recursive: true })
  // Beyond the largest possible id.
  const writer = { ...thisWriter(), pid: 4_194_305 }
  const names = new FileNames('app')
  const place = (name: string, bytes: string | Uint8Array): void =>
    writeFileSync(join(directory, name), bytes, { mode: 0o600 })
  const log = (n: number, text: string): string => {
    const name = names.log('20260101-000000', writer, n)
    place(name, text)
    utimesSync(join(directory, name), 1_767_225_600 + n, 1_767_225_600 + n)
    return name
  }
  const text = (from: number): string =>
    lines(from, from + 3, 250)
      .map((one) => `${one}\n`)
      .join('')
  // Killed before the log was removed, within the compression, within a line, before the first line, before the link.
  place(gzipNameOf(log(0, text(0))), gzipSync(text(0)))
  place(partNameOf(log(1, text(3)), writer), gzipSync(text(3)).subarray(0, 50))
  const last = log(2, `${text(6)}{"level":"INFO","n":9`)
  log(3, '')
  symlinkSync(last, join(directory, linkNameOf(last)))
  return Array.from({ length: 9 }, (_, n) => n)
}

describe('SIGKILL at every system call', () => {
  const variants: [string, Partial<RotatingFileOptions>][] = [
    ['rotate and compress', { compress: true, symlink: 'current' }],
    ['rotate and retain under a fixed name', { maxFiles: 1, activeName: 'app.log' }],
    ['rotate, compress and retain', { compress: true, maxFiles: 2, symlink: 'current' }],
  ]

  it.for(variants)(
    '%s: nothing acknowledged is lost or doubled, and the second start leaves no orphan',
    { timeout: 60_000 },
    async ([, chosen], { skip }) => {
      if (!canTrace()) skip('needs strace')
      await run(prepare(chosen)) // Compiles.
      const whole = await run(prepare(chosen))
      expect(whole.acknowledged).toBe(BATCHES * 3)
      const points = pointsOf(whole.calls)
      expect(points.length).toBeGreaterThan(30)
      await killAtEach(points, async (point, where) => {
        const options = prepare(chosen)
        const outcome = await run(options, point)
        startAgain(options)
        const found = allNumbers(options.directory).toSorted((a, b) => a - b)
        const oldest = options.maxFiles === null ? 0 : (found[0] ?? 0)
        expect(found, where).toEqual(Array.from({ length: found.length }, (_, i) => oldest + i))
        expect(oldest + found.length, where).toBeGreaterThanOrEqual(outcome.acknowledged)
        expect(oldest + found.length, where).toBeLessThanOrEqual(outcome.acknowledged + 3)
        expectNoOrphan(options, where)
        return outcome.killed
      })
    },
  )

  it('the second start, of which the first one left behind all that it can: the third one puts it in order', async ({
    skip,
  }) => {
    if (!canTrace()) skip('needs strace')
    const chosen = { compress: true, symlink: 'current' }
    const first = prepare(chosen)
    leaveBehind(first)
    await run(first, undefined, 0) // Compiles.
    const undisturbed = prepare(chosen)
    const expected = leaveBehind(undisturbed)
    const points = pointsOf((await run(undisturbed, undefined, 0)).calls)
    expect(points.length).toBeGreaterThan(20)
    await killAtEach(points, async (point, where) => {
      const options = prepare(chosen)
      leaveBehind(options)
      const { killed } = await run(options, point, 0)
      startAgain(options)
      expect(allNumbers(options.directory), where).toEqual(expected)
      expectNoOrphan(options, where)
      return killed
    })
  }, 60_000)
})
