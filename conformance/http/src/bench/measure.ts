import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startProcess } from './child.ts'
import { openLoad } from './load.ts'
import { type Subject, SUBJECTS } from './subjects.ts'

export interface Sizes {
  /** Requests of one subject before the next has its turn. */
  readonly burst: number
  readonly rounds: number
  readonly stallSeconds: number
}

export const FULL: Sizes = { burst: 10_000, rounds: 12, stallSeconds: 5 }
export const QUICK: Sizes = { burst: 4000, rounds: 5, stallSeconds: 2 }

export const PER_SECOND = 5000

/** One value a round. */
export interface Cost {
  /** Microseconds of the main thread a request. */
  readonly cpu: readonly number[]
  /** Requests a second. */
  readonly rate: readonly number[]
}

/** Milliseconds. */
export interface Latency {
  /** p99 over everything. */
  readonly all: number
  /** The median of the p99s of slices of 2,000: what one pause of a busy machine does not decide. */
  readonly typical: number
}

export interface Measured {
  readonly costs: ReadonlyMap<Subject, Cost>
  /** While standard output is read, and while nobody reads it. */
  readonly latencies: ReadonlyMap<Subject, { readonly free: Latency; readonly held: Latency }>
}

export function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? Number.NaN
}

/** Subjects take turns, so that the moods of the machine meet all of them. */
export async function measure(sizes: Sizes): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'fapilog-http-bench-'))
  try {
    const costs = await costsOf(sizes, folder)
    const latencies = new Map<Subject, { readonly free: Latency; readonly held: Latency }>()
    for (const subject of SUBJECTS) latencies.set(subject, await stalled(subject, sizes))
    return { costs, latencies }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function costsOf({ burst, rounds }: Sizes, folder: string): Promise<ReadonlyMap<Subject, Cost>> {
  const all = await Promise.all(
    SUBJECTS.map(async (subject, i) => {
      const running = await startProcess(subject, join(folder, `log-${i}`))
      const load = await openLoad(running.port, 32)
      return { subject, running, load, cpu: [] as number[], rate: [] as number[] }
    }),
  )
  for (let round = -1; round < rounds; round++) {
    for (const { running, load, cpu, rate } of all) {
      await running.cpu()
      const started = performance.now()
      await load.burst(burst)
      const seconds = (performance.now() - started) / 1000
      const used = (await running.cpu()) / burst
      // The first round warms up.
      if (round === -1) continue
      cpu.push(used)
      rate.push(burst / seconds)
    }
  }
  for (const { running, load } of all) {
    load.close()
    await running.stop()
  }
  return new Map(all.map(({ subject, cpu, rate }) => [subject, { cpu, rate }]))
}

function latency(values: readonly number[]): Latency {
  const slices = Array.from({ length: Math.ceil(values.length / 2000) }, (_, i) =>
    quantile(values.slice(i * 2000, (i + 1) * 2000), 0.99),
  )
  return { all: quantile(values, 0.99), typical: quantile(slices, 0.5) }
}

async function stalled(
  subject: Subject,
  { burst, stallSeconds }: Sizes,
): Promise<{ readonly free: Latency; readonly held: Latency }> {
  const running = await startProcess(subject, null)
  const { stdout } = running.child
  const load = await openLoad(running.port, 400)
  stdout?.resume()
  await load.burst(burst)
  const free = await load.paced(PER_SECOND, stallSeconds)
  stdout?.pause()
  const reads = pause(stallSeconds * 1000).then(() => stdout?.resume())
  const held = await load.paced(PER_SECOND, stallSeconds)
  await reads
  load.close()
  await running.stop()
  return { free: latency(free), held: latency(held) }
}
