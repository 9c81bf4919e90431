import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { bareCost, type CpuUsed, startProcess } from './child.ts'
import { openLoad } from './load.ts'
import { pinClient, pinServer } from './pin.ts'
import { type Subject, SUBJECTS } from './subjects.ts'

export interface Sizes {
  /** Requests of one subject before the next has its turn. */
  readonly burst: number
  /** Bursts before the first one that counts: V8 compiles for a second or two, on cores that are measured. */
  readonly warmUp: number
  /** In each process. */
  readonly rounds: number
  /** Of each subject, one after the other. */
  readonly processes: number
  readonly stallSeconds: number
}

export const FULL: Sizes = { burst: 10_000, warmUp: 5, rounds: 5, processes: 6, stallSeconds: 5 }
export const QUICK: Sizes = { burst: 4000, warmUp: 1, rounds: 2, processes: 2, stallSeconds: 2 }

export const PER_SECOND = 5000

/** Enough for a server to have work while the client naps. */
const CONNECTIONS = 128

/** One value a round, but for `bare`. */
export interface Cost {
  /** Microseconds of the main thread a request. */
  readonly main: readonly number[]
  /** The same without a network, one value a process. */
  readonly bare: readonly number[]
  /** And of all threads. */
  readonly all: readonly number[]
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
  /** Whether each main thread had a core for itself. */
  readonly pinned: boolean
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
  const pinned = pinClient()
  try {
    const costs = await costsOf(sizes, folder, pinned)
    const latencies = new Map<Subject, { readonly free: Latency; readonly held: Latency }>()
    for (const subject of SUBJECTS) latencies.set(subject, await stalled(subject, sizes, pinned))
    return { pinned, costs, latencies }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** In one process, V8 may compile the same program well, in the next one badly: so each subject has several. */
async function costsOf(sizes: Sizes, folder: string, pinned: boolean): Promise<ReadonlyMap<Subject, Cost>> {
  const costs = new Map(
    SUBJECTS.map((subject) => [
      subject,
      { main: [] as number[], bare: [] as number[], all: [] as number[], rate: [] as number[] },
    ]),
  )
  const { burst, rounds } = sizes
  for (let generation = 0; generation < sizes.processes; generation++) {
    await inOneProcessEach(sizes, folder, pinned, (subject, { main, all }, rate) => {
      const cost = costs.get(subject)
      cost?.main.push(main)
      cost?.all.push(all)
      cost?.rate.push(rate)
    })
    for (const [i, subject] of SUBJECTS.entries()) {
      costs.get(subject)?.bare.push(await bareCost(subject, join(folder, `bare-${i}`), burst * rounds))
    }
  }
  return costs
}

/** `cpu` is of one request, `rate` of a second. */
type Add = (subject: Subject, cpu: CpuUsed, rate: number) => void

async function inOneProcessEach(
  { burst, warmUp, rounds }: Sizes,
  folder: string,
  pinned: boolean,
  add: Add,
): Promise<void> {
  const all = await Promise.all(
    SUBJECTS.map(async (subject, i) => {
      const running = await startProcess(subject, join(folder, `log-${i}`))
      if (pinned) pinServer(running.pid)
      return { subject, running, load: await openLoad(running.port, CONNECTIONS) }
    }),
  )
  for (let round = -warmUp; round < rounds; round++) {
    for (const { subject, running, load } of all) {
      await running.cpu()
      const started = performance.now()
      await load.burst(burst)
      const seconds = (performance.now() - started) / 1000
      const { main, all } = await running.cpu()
      if (round >= 0) add(subject, { main: main / burst, all: all / burst }, burst / seconds)
    }
  }
  for (const { running, load } of all) {
    load.close()
    await running.stop()
  }
}

function latency(values: readonly number[]): Latency {
  const slices = Array.from({ length: Math.ceil(values.length / 2000) }, (_, i) =>
    quantile(values.slice(i * 2000, (i + 1) * 2000), 0.99),
  )
  return { all: quantile(values, 0.99), typical: quantile(slices, 0.5) }
}

/** Twice each, in turn: the first seconds of a process are its slowest, whoever reads. */
async function stalled(
  subject: Subject,
  { burst, warmUp, stallSeconds }: Sizes,
  pinned: boolean,
): Promise<{ readonly free: Latency; readonly held: Latency }> {
  const running = await startProcess(subject, null)
  if (pinned) pinServer(running.pid)
  const { stdout } = running.child
  const load = await openLoad(running.port, 400)
  stdout?.resume()
  for (let round = 0; round < warmUp; round++) await load.burst(burst)
  const free: number[] = []
  const held: number[] = []
  for (let turn = 0; turn < 2; turn++) {
    free.push(...(await load.paced(PER_SECOND, stallSeconds)))
    stdout?.pause()
    const reads = pause(stallSeconds * 1000).then(() => stdout?.resume())
    held.push(...(await load.paced(PER_SECOND, stallSeconds)))
    await reads
    // What was held is read before anything is measured again.
    await load.burst(burst)
  }
  load.close()
  await running.stop()
  return { free: latency(free), held: latency(held) }
}
