import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { indexes, type Line, parseLines } from './lines.ts'
import { reportOf } from './reports.ts'

const PROGRAM = fileURLToPath(new URL('programs/slow-reader.ts', import.meta.url))

/** Runs the program into a pipe that is read from once it has reported that nothing moves any more. */
async function run(file: string): Promise<{ stdout: string; stderr: string }> {
  const command = '"$NODE" "$PROGRAM" "$FILE" | { read -r _ <&3; cat; }'
  const child = spawn('bash', ['-c', command], {
    env: { ...process.env, NODE: process.execPath, PROGRAM, FILE: file },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const [, out, err, wake] = child.stdio as unknown as [null, Readable, Readable, Writable]
  let stderr = ''
  err.setEncoding('utf8').on('data', (more: string) => {
    stderr += more
    if (!wake.writableEnded && stderr.includes('{"at":"asleep"')) wake.end('\n')
  })
  return { stdout: await text(out), stderr }
}

const lost = (lines: readonly Line[]): number[] =>
  lines.filter(({ message }) => message === 'records_lost').map(({ data }) => Number(data['count']))

interface Counts {
  readonly submitted: number
  readonly delivered: number
  readonly queue: { readonly used: number; readonly capacity: number }
  readonly dropped: { readonly queue_full: number }
  readonly sinks: Readonly<Record<string, Readonly<Record<string, number>>>>
}

describe('the reader of standard output sleeps', () => {
  test('nothing is lost that the queues can hold, the rest is counted, and waiting costs no CPU', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
    const file = join(folder, 'out')
    try {
      const { stdout, stderr } = await run(file)
      const asleep = reportOf(stderr, 'asleep') as unknown as Counts & { readonly cpu: number }
      const done = reportOf(stderr, 'drained') as unknown as Counts & { readonly complete: boolean }
      const lines = parseLines(stdout)
      const got = indexes(lines) as number[]
      const dropped = done.dropped.queue_full

      // Over 30 s, and of the whole process: 0.4 % on a quiet machine. Waiting in a loop would be 100 %.
      expect(asleep.cpu).toBeLessThan(0.02)
      expect(asleep.dropped.queue_full).toBe(dropped)
      expect(dropped).toBeGreaterThan(10_000)
      // The ring was full before the first was lost, but for what is kept for records that matter more.
      expect(asleep.queue.used).toBeGreaterThan(0.7 * asleep.queue.capacity)
      expect(got.findIndex((i, at) => i !== at)).toBe(-1)

      expect(done).toMatchObject({ complete: true, submitted: 60_000, delivered: 60_000 - dropped })
      expect(got.length).toBe(60_000 - dropped)
      expect(lost(lines).reduce((sum, count) => sum + count, 0)).toBe(dropped)

      // The other sink had its records while standard output held back, up to the end of the queue between them.
      expect(asleep.sinks['to-file']?.['delivered']).toBe(asleep.sinks['out']?.['accepted'])
      expect(Number(asleep.sinks['out']?.['pending'])).toBeGreaterThan(3000)
      const others = readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('{"timestamp'))
      expect(indexes(parseLines(`${others.join('\n')}\n`))).toEqual(got)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }, 120_000)
})
