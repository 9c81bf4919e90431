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

/**
 * A process that is killed at its n-th call: before it, or in the middle of it if it writes. The same is done with real
 * processes in test/rotating-file, at fewer places.
 */
function killedAt(n: number, options: Partial<RotatingFileOptions>, half: boolean) {
  const folder = scratch()
  const host = new TestHost()
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
  let acknowledged = 0
  try {
    const sink = createRotatingFile(optionsFor(folder, { maxBytes: 1024, compress: true, ...options }), host)
    while (acknowledged < TOTAL && !host.killed) {
      acknowledged += attempt(sink, lines(acknowledged, acknowledged + 3, 250)).written
      host.advance(20)
    }
    void sink.close?.()
  } catch {
    // There is nobody to catch anything in a process that is gone.
  }
  host.kill()
  return { folder, acknowledged, calls: host.calls }
}

/** Starts again and lets it finish what it finds. */
function startAgain(folder: string, options: Partial<RotatingFileOptions>, pid: number): void {
  const host = new TestHost({ pid })
  const sink = createRotatingFile(optionsFor(folder, { maxBytes: 1024, compress: true, ...options }), host)
  host.advance(1000)
  void sink.close?.()
  expect(host.descriptors).toBe(0)
}

describe('a process that is killed at any call', () => {
  const variants: Partial<RotatingFileOptions>[] = [
    {},
    { symlink: 'current' },
    { activeName: 'app.log' },
    { fsync: 'always' },
  ]

  it.each(variants)(
    '%j: nothing acknowledged is lost or doubled, and the next start leaves no trace of it',
    (options) => {
      const { calls } = killedAt(Number.POSITIVE_INFINITY, options, false)
      expect(calls.length).toBeGreaterThan(100)
      for (const [n, call] of calls.entries()) {
        // Between two calls that change nothing it does not matter when it is killed.
        if (READING.has(call)) continue
        for (const half of call === 'writeSync' ? [false, true] : [false]) {
          const { folder, acknowledged } = killedAt(n, options, half)
          startAgain(folder, options, 101)
          const where = `killed at call ${n}, ${call}${half ? ', half done' : ''}`
          const found = allNumbers(folder).toSorted((a, b) => a - b)
          expect(found, where).toEqual(Array.from({ length: found.length }, (_, i) => i))
          expect(found.length, where).toBeGreaterThanOrEqual(acknowledged)
          // The batch in flight may be there in part, in whole lines.
          expect(found.length, where).toBeLessThanOrEqual(acknowledged + 3)
          const expected =
            options.activeName === undefined
              ? /^app-.*\.jsonl\.gz$|^current$/
              : /^app-.*\.jsonl\.gz$|^(app\.log|\.app\.log\.owner)$/
          expect(
            namesIn(folder).filter((name) => !expected.test(name)),
            where,
          ).toEqual([])
        }
      }
    },
  )

  it('retention too: the newest stay', () => {
    const options = { maxFiles: 2, compress: false }
    const { calls } = killedAt(Number.POSITIVE_INFINITY, options, false)
    for (const [n, call] of calls.entries()) {
      if (READING.has(call)) continue
      const { folder, acknowledged } = killedAt(n, options, false)
      startAgain(folder, options, 101)
      expect(namesIn(folder).length).toBeLessThanOrEqual(2)
      const found = allNumbers(folder)
      expect(found.length).toBeGreaterThanOrEqual(Math.min(acknowledged, 4))
      const first = found[0] ?? 0
      expect(found).toEqual(Array.from({ length: found.length }, (_, i) => first + i))
      expect(first + found.length).toBeGreaterThanOrEqual(acknowledged)
    }
  })
})
