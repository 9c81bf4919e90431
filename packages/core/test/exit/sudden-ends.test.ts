import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from '../lines.ts'
import { type OutputKind, runProgram, startProgram } from '../run-program.ts'
import { SUDDEN_ENDS } from './programs/sudden-ends.ts'
import { endSuddenly, readBurst } from './sudden.ts'

/** The bound is 2 ms, on a machine with time for it: see scripts/kill-burst.ts. Here others want the cores as well. */
const MOST_LOST_MS = 100

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fapilog-sudden-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
const fresh = (): string => mkdtempSync(join(folder, 'run-'))

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN

describe('the process is killed while its main thread is busy', () => {
  test.concurrent.each<OutputKind>(['pipe', 'socket', 'file'])(
    '5,000 calls, then 400 ms of work, then SIGKILL: all lines are out, to a %s',
    async (output) => {
      const { signal, stdout } = await runProgram('../exit/programs/spin', ['stdout'], { output })
      expect(signal).toBe('SIGKILL')
      expect(indexes(parseLines(stdout))).toEqual(upTo(5000))
    },
  )

  test.concurrent('5,000 calls, then 400 ms of work, then SIGKILL: all lines are in rotating files', async () => {
    const directory = fresh()
    const { signal } = await runProgram('../exit/programs/spin', ['files', directory])
    const ndjson = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'))
    expect(signal).toBe('SIGKILL')
    expect(indexes(parseLines(ndjson.join('')))).toEqual(upTo(5000))
  })
})

describe('an end that no listener hears of, in a burst of 200,000 lines a second', () => {
  test.each(SUDDEN_ENDS)(
    '%s: the files are a gapless prefix with at most one torn line, and lose the last moment only',
    async (end) => {
      const lost: number[] = []
      for (let run = 0; run < (end === 'SIGKILL' ? 9 : 3); run++) {
        const outcome = await endSuddenly(end, fresh(), 17 * run)
        expect(outcome.signal).not.toBeNull()
        expect(outcome.wrong).toBeNull()
        expect(outcome.logged).toBeGreaterThan(500)
        lost.push(outcome.lostMs)
      }
      expect(median(lost)).toBeLessThan(MOST_LOST_MS)
    },
  )

  test('a torn last line is cut off by the next start, and nothing else', async () => {
    const { directory, written, torn } = await endSuddenly('SIGKILL', fresh())
    const name = readdirSync(directory).toSorted().at(-1) ?? ''
    const file = join(directory, name)
    // The kernel tears a line once in a few kills: else this does.
    if (!torn) truncateSync(file, readFileSync(file).byteLength - 10)
    const next = startProgram('../exit/programs/start-again', [directory])
    try {
      await expect.poll(() => readFileSync(file, 'utf8').endsWith('\n'), { timeout: 20_000 }).toBe(true)
      expect(readBurst(directory)).toMatchObject({
        written: written - Number(!torn),
        wrong: null,
        torn: false,
      })
    } finally {
      next.stop()
    }
  })
})
