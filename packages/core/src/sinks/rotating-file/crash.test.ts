import { lstatSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allNumbers, attempt, lines, namesIn, optionsFor, scratch } from './fixtures/directory.ts'
import { collectDiagnostics } from './fixtures/quiet.ts'
import { type Call, TestHost } from './fixtures/test-host.ts'
import type { RotatingFileOptions } from './options.ts'
import { createRotatingFile } from './rotating-file.ts'

collectDiagnostics()

const READING: ReadonlySet<Call> = new Set([
  'lstatSync',
  'fstatSync',
  'readdirSync',
  'readSync',
  'readlinkSync',
  'realpathSync',
])
const TOTAL = 15

type Options = Partial<RotatingFileOptions>

const optionsIn = (folder: string, options: Options): RotatingFileOptions =>
  optionsFor(folder, { maxBytes: 1024, compress: true, ...options })

/** Kills the process at its n-th call: before it, or in the middle of it if it writes. */
function killAt(host: TestHost, n: number, half: boolean): void {
  host.faults = (call, args) => {
    if (host.calls.length - 1 < n) return undefined
    if (half && call === 'writeSync') {
      host.fs.writeSync(
        args[0] as number,
        args[1] as Uint8Array,
        args[2] as number,
        Math.floor((args[3] as number) / 2),
      )
    }
    host.kill()
    return 'killed'
  }
}

/** What a process does until it is killed. There is nobody to catch anything in one that is gone. */
function untilKilled(host: TestHost, run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!host.killed) throw error
  }
  host.kill()
}

/** The same is done with real processes in test/rotating-file, at fewer places. */
function killedAt(n: number, options: Options, half: boolean) {
  const folder = scratch()
  const host = new TestHost()
  killAt(host, n, half)
  let acknowledged = 0
  untilKilled(host, () => {
    const sink = createRotatingFile(optionsIn(folder, options), host)
    while (acknowledged < TOTAL && !host.killed) {
      acknowledged += attempt(sink, lines(acknowledged, acknowledged + 3, 250)).written
      host.advance(20)
    }
    void sink.close?.()
  })
  return { folder, acknowledged, calls: host.calls }
}

/** Starts again and lets it finish what it finds. */
function startAgain(folder: string, options: Options, host: TestHost): void {
  const sink = createRotatingFile(optionsIn(folder, options), host)
  host.advance(1000)
  void sink.close?.()
  expect(host.descriptors).toBe(0)
}

/** Places worth being killed at: between two calls that change nothing it does not matter. */
const placesOf = (calls: readonly Call[]): { n: number; half: boolean; where: string }[] =>
  [...calls.entries()].flatMap(([n, call]) => {
    if (READING.has(call)) return []
    return (call === 'writeSync' ? [false, true] : [false]).map((half) => ({
      n,
      half,
      where: `killed at call ${n}, ${call}${half ? ', half done' : ''}`,
    }))
  })

/** What kinds of files are there, and in which state. */
const leftIn = (folder: string): string =>
  namesIn(folder)
    .map((name) => {
      const path = join(folder, name)
      const kind = name.replace(/^app-[\d-]+-[a-z]+-\d+/, '').replace(/\.100-.*part/, '.part')
      if (!lstatSync(path).isFile()) return kind
      const text = readFileSync(path, 'latin1')
      return `${kind} ${text === '' ? 'empty' : text.endsWith('\n') ? 'whole' : 'torn'}`
    })
    .join(', ')

const LEAVE_NO_TRACE: Options[] = [
  {},
  { symlink: 'current' },
  { activeName: 'app.log' },
  { fsync: 'always' },
  { symlink: 'current', maxFiles: 2 },
  { activeName: 'app.log', maxFiles: 2 },
]

/** After the last start: whole files, no line lost or doubled but what retention removes, and nothing else. */
function expectInOrder(folder: string, options: Options, acknowledged: number, where: string): void {
  const { maxFiles = null } = options
  const found = allNumbers(folder).toSorted((a, b) => a - b)
  const oldest = maxFiles === null ? 0 : (found[0] ?? 0)
  expect(found, where).toEqual(Array.from({ length: found.length }, (_, i) => oldest + i))
  expect(oldest + found.length, where).toBeGreaterThanOrEqual(acknowledged)
  // The batch in flight may be there in part, in whole lines.
  expect(oldest + found.length, where).toBeLessThanOrEqual(acknowledged + 3)
  const names = namesIn(folder)
  const expected =
    options.activeName === undefined
      ? /^app-.*\.jsonl\.gz$|^current$/
      : /^app-.*\.jsonl\.gz$|^(app\.log|\.app\.log\.owner)$/
  expect(
    names.filter((name) => !expected.test(name)),
    where,
  ).toEqual([])
  if (maxFiles === null) return
  // The newest stay.
  expect(found.length, where).toBeGreaterThanOrEqual(Math.min(acknowledged, 4))
  expect(names.filter((name) => name.endsWith('.gz')).length, where).toBeLessThanOrEqual(maxFiles)
}

describe('a process that is killed at any call', () => {
  it.each(LEAVE_NO_TRACE)(
    '%j: nothing acknowledged is lost or doubled, and the next start leaves no trace of it',
    (options) => {
      const { calls } = killedAt(Number.POSITIVE_INFINITY, options, false)
      expect(calls.length).toBeGreaterThan(100)
      for (const { n, half, where } of placesOf(calls)) {
        const { folder, acknowledged } = killedAt(n, options, half)
        startAgain(folder, options, new TestHost({ pid: 101 }))
        expectInOrder(folder, options, acknowledged, where)
      }
    },
  )

  it.each(LEAVE_NO_TRACE)('%j: nor does it matter when the next start is killed itself', (options) => {
    const { calls } = killedAt(Number.POSITIVE_INFINITY, options, false)
    // One way to come to each state in which the directory can be left.
    const states = new Map(
      placesOf(calls).map((place) => [leftIn(killedAt(place.n, options, place.half).folder), place]),
    )
    expect(states.size).toBeGreaterThan(10)
    let starts = 0
    for (const first of states.values()) {
      const undisturbed = new TestHost({ pid: 101 })
      startAgain(killedAt(first.n, options, first.half).folder, options, undisturbed)
      for (const second of placesOf(undisturbed.calls)) {
        const { folder, acknowledged } = killedAt(first.n, options, first.half)
        const host = new TestHost({ pid: 101 })
        killAt(host, second.n, second.half)
        untilKilled(host, () => startAgain(folder, options, host))
        startAgain(folder, options, new TestHost({ pid: 102 }))
        expectInOrder(folder, options, acknowledged, `${first.where}, then ${second.where}`)
        rmSync(folder, { recursive: true })
        starts += 1
      }
    }
    expect(starts).toBeGreaterThan(100)
  })

  it('retention without compression too: the newest stay', () => {
    const options = { maxFiles: 2, compress: false }
    const { calls } = killedAt(Number.POSITIVE_INFINITY, options, false)
    for (const { n, half } of placesOf(calls)) {
      const { folder, acknowledged } = killedAt(n, options, half)
      startAgain(folder, options, new TestHost({ pid: 101 }))
      expect(namesIn(folder).length).toBeLessThanOrEqual(2)
      const found = allNumbers(folder)
      expect(found.length).toBeGreaterThanOrEqual(Math.min(acknowledged, 4))
      const first = found[0] ?? 0
      expect(found).toEqual(Array.from({ length: found.length }, (_, i) => first + i))
      expect(first + found.length).toBeGreaterThanOrEqual(acknowledged)
    }
  })
})
