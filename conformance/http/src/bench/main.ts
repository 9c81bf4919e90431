/**
 * What logging requests costs the thread that serves them: `node src/bench/main.ts [--quick]`, with `taskset` or not, on
 * a quiet machine. Subjects take turns, so that the moods of the machine meet all of them.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startProcess } from './child.ts'
import { openLoad } from './load.ts'
import { type Subject, SUBJECTS } from './subjects.ts'

const quick = process.argv.includes('--quick')
const BURST = quick ? 4000 : 10_000
const ROUNDS = quick ? 5 : 12
const STALL_SECONDS = quick ? 2 : 5
const PER_SECOND = 5000

interface Cost {
  /** Microseconds of the main thread a request, one a round. */
  readonly cpu: number[]
  /** Requests a second, one a round. */
  readonly rate: number[]
}

function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? Number.NaN
}

async function costs(folder: string): Promise<ReadonlyMap<Subject, Cost>> {
  const all = await Promise.all(
    SUBJECTS.map(async (subject, i) => {
      const running = await startProcess(subject, join(folder, `log-${i}`))
      const load = await openLoad(running.port, 32)
      const cost: Cost = { cpu: [], rate: [] }
      return { subject, running, load, cost }
    }),
  )
  for (let round = -1; round < ROUNDS; round++) {
    for (const { running, load, cost } of all) {
      await running.cpu()
      const started = performance.now()
      await load.burst(BURST)
      const seconds = (performance.now() - started) / 1000
      const cpu = (await running.cpu()) / BURST
      // The first round warms up.
      if (round === -1) continue
      cost.cpu.push(cpu)
      cost.rate.push(BURST / seconds)
    }
  }
  for (const { running, load } of all) {
    load.close()
    await running.stop()
  }
  return new Map(all.map(({ subject, cost }) => [subject, cost]))
}

interface Latency {
  /** p99 in ms over everything. */
  readonly all: number
  /** The median of the p99s of slices of 2,000: what one pause of a busy machine does not decide. */
  readonly typical: number
}

function latency(values: readonly number[]): Latency {
  const slices = Array.from({ length: Math.ceil(values.length / 2000) }, (_, i) =>
    quantile(values.slice(i * 2000, (i + 1) * 2000), 0.99),
  )
  return { all: quantile(values, 0.99), typical: quantile(slices, 0.5) }
}

/** While standard output is read, and while nobody reads it. */
async function stalled(subject: Subject): Promise<readonly [Latency, Latency]> {
  const running = await startProcess(subject, null)
  const { stdout } = running.child
  const load = await openLoad(running.port, 400)
  stdout?.resume()
  await load.burst(BURST)
  const free = await load.paced(PER_SECOND, STALL_SECONDS)
  stdout?.pause()
  const reads = pause(STALL_SECONDS * 1000).then(() => stdout?.resume())
  const held = await load.paced(PER_SECOND, STALL_SECONDS)
  await reads
  load.close()
  await running.stop()
  return [latency(free), latency(held)]
}

const print = (...cells: readonly (string | number)[]): void => {
  const [first = '', ...more] = cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : cell))
  process.stdout.write(`${first.padEnd(24)}${more.map((cell) => cell.padStart(14)).join('')}\n`)
}

const folder = mkdtempSync(join(tmpdir(), 'fapilog-http-bench-'))
try {
  const measured = await costs(folder)
  print('', 'CPU µs/req', 'added µs', 'req/s', 'of no logging')
  for (const [subject, { cpu, rate }] of measured) {
    const [framework = ''] = subject.split(',')
    const none = measured.get(`${framework}, no logging` as Subject)
    const own = quantile(cpu, 0.25)
    const base = quantile(none?.cpu ?? [], 0.25)
    const share = (100 * quantile(rate, 0.75)) / quantile(none?.rate ?? [], 0.75)
    print(subject, own, own - base, quantile(rate, 0.75), `${share.toFixed(1)} %`)
  }
  print('')
  print(`p99 at ${PER_SECOND} req/s, ms`, 'sink reads', 'stalls', 'ratio', 'typically', 'stalls', 'ratio')
  for (const subject of SUBJECTS) {
    const [free, held] = await stalled(subject)
    const { all, typical } = held
    print(subject, free.all, all, all / free.all, free.typical, typical, typical / free.typical)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
