/**
 * Ownership and take-over, as they stand in `ring/lease.ts`, `ring/take-over.ts`, `pipeline/pipeline.ts`,
 * `pipeline/sink-runner.ts`, `pipeline/thread-loop.ts` and `lifecycle/thread-host.ts`. Generation 1 may stand still
 * anywhere and go on at any later time, or end, while generation 2 has the ring. Two sinks: one has what it is given at
 * once, the other at any later time. Each step is one access to shared memory and what follows it privately.
 */
import type { Model, Step } from './explore.ts'
import { mainSteps } from './lease-main.ts'
import {
  type AddStep,
  clone,
  firstLost,
  type Leased,
  type LeaseOptions,
  newThread,
  type Range,
  recordsIn,
  SINKS,
  type Thread,
  UNIT,
} from './lease-state.ts'
import { threadSteps } from './lease-thread.ts'

export function lease(options: LeaseOptions): Model<Leased> {
  const { records, stops } = options
  const start = options.start | 0
  const newLease = (): Leased['leases'][number] => ({
    state: 'idle',
    claims: SINKS.map(() => start),
    image: null,
  })
  return {
    start: {
      write: start,
      read: start,
      parked: 0,
      // The batch before this one was filtered out: no sink was given it.
      acknowledged: SINKS.map(() => (start - UNIT) | 0),
      leases: [newLease(), newLease()],
      threads: [newThread('boot', start), newThread('not started', start)],
      asked: false,
      main: { pc: 'idle', logged: 0, seen: 0, worker: 1, stops },
      takeOver: 'none',
      claimed: SINKS.map((): Range => [start, start]),
      taken: 0,
      pending: SINKS.map(() => 0),
      delivered: SINKS.map(() => 0),
      inDoubt: SINKS.map(() => 0),
      failed: 0,
      written: SINKS.map(() => Array.from({ length: records }, () => 0)),
      wrong: null,
    },
    steps(state) {
      const steps: Step<Leased>[] = []
      const step: AddStep = (actor, name, change) => {
        const to = clone(state)
        change(to)
        steps.push({ actor, name, to })
      }
      mainSteps(state, options, step)
      for (const at of state.threads.keys()) threadSteps(state, at, options, step)
      return steps
    },
    wrong: (state) => state.wrong ?? (isAtRest(state, records) ? wrongAtRest(state, start, records) : null),
    done: (state) => isAtRest(state, records),
    progressBy: [
      // Generation 1 stands still for ever: to give it up must be enough, and within a commit its end.
      ['main', 'decision', 'death', 'sink', 'thread 2'],
      // No decision is needed while it runs, nor more than to hear of its end.
      ['main', 'hears', 'sink', 'thread 1', 'thread 2'],
    ],
  }
}

/** Everything is logged, nobody has work, and the thread that has the ring sleeps or has left. */
function isAtRest({ main, threads, write, read, parked }: Leased, records: number): boolean {
  if (main.pc !== 'idle' || main.logged !== records || write !== read) return false
  const { asleep, pc } = threads[main.worker - 1] as Thread
  if (parked < 0) return pc === 'left' || pc === 'dead' || pc === 'gone'
  return asleep && pc === 'asleep' && parked === main.worker
}

function wrongAtRest(state: Leased, start: number, records: number): string | null {
  const { written, claimed, pending, delivered, inDoubt, failed, taken, takeOver } = state
  const lost = firstLost(state, state.write, start)
  if (lost !== null) return lost
  if (taken !== records) return `${taken} records are counted as taken`
  const missed = Array.from({ length: records }, (_, i) => written.some((times) => times[i] === 0))
  if (missed.filter(Boolean).length > failed) return `only ${failed} records are counted as failed`
  for (const sink of SINKS) {
    const doubtful = takeOver === 'may wake' ? recordsIn(claimed[sink] as Range) : 0
    if (inDoubt[sink] !== doubtful) return `sink ${sink} counts ${inDoubt[sink]} in doubt of ${doubtful}`
    if (pending[sink] !== 0) return `sink ${sink} has ${pending[sink]} pending`
    const counted = (delivered[sink] as number) + doubtful
    if (counted !== records) return `sink ${sink} counts ${counted} records`
    const there = (written[sink] as number[]).filter((times) => times > 0).length
    if (there + doubtful < records) return `sink ${sink} has ${there} records`
  }
  return null
}
