import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allNumbers, namesIn, optionsFor, scratch } from '../../src/sinks/rotating-file/fixtures/directory.ts'
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
async function run(options: RotatingFileOptions, killAt?: Point): Promise<Run> {
  const trace = join(options.directory, '..', 'trace')
  const which =
    killAt === undefined
      ? ['-y', '-e', `trace=${CALLS.join(',')}`]
      : ['-e', `trace=${killAt.call}`, '-e', `inject=${killAt.call}:signal=KILL:when=${killAt.n}`]
  const scenario = JSON.stringify({ batches: BATCHES, options })
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

describe.runIf(canTrace())('SIGKILL at every system call', () => {
  const variants: [string, Partial<RotatingFileOptions>][] = [
    ['rotate and compress', { compress: true, symlink: 'current' }],
    ['rotate and retain under a fixed name', { maxFiles: 1, activeName: 'app.log' }],
  ]

  it.each(variants)(
    '%s: nothing acknowledged is lost or doubled, and the second start leaves no orphan',
    async (_, chosen) => {
      const prepare = (): RotatingFileOptions =>
        optionsFor(join(scratch(), 'logs'), { maxBytes: 1024, ...chosen })
      await run(prepare()) // Compiles.
      const whole = await run(prepare())
      expect(whole.acknowledged).toBe(BATCHES * 3)
      const points = pointsOf(whole.calls)
      expect(points.length).toBeGreaterThan(30)

      let killed = 0
      const remaining = points.values()
      const work = async (): Promise<void> => {
        for (const point of remaining) {
          const options = prepare()
          const outcome = await run(options, point)
          if (outcome.killed) killed += 1
          const where = `${point.call} ${point.n}`
          startAgain(options)
          const found = allNumbers(options.directory).toSorted((a, b) => a - b)
          const oldest = chosen.maxFiles === undefined ? 0 : (found[0] ?? 0)
          expect(found, where).toEqual(Array.from({ length: found.length }, (__, i) => oldest + i))
          expect(oldest + found.length, where).toBeGreaterThanOrEqual(outcome.acknowledged)
          expect(oldest + found.length, where).toBeLessThanOrEqual(outcome.acknowledged + 3)
          const allowed = chosen.compress ? /^app-.*\.jsonl\.gz$|^current$/ : /^app-.*\.jsonl$|^app\.log$/
          const names = namesIn(options.directory).filter((name) => name !== '.app.log.owner')
          expect(
            names.filter((name) => !allowed.test(name)),
            where,
          ).toEqual([])
          if (chosen.maxFiles !== undefined) expect(names.length, where).toBeLessThanOrEqual(2)
        }
      }
      await Promise.all([work(), work(), work()])
      // Those at the very end may come in another order, and then the process ends first.
      expect(killed).toBeGreaterThan(points.length * 0.9)
    },
    60_000,
  )
})
