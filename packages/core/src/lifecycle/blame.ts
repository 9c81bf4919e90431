import type { ResolvedSink } from '../config/settings.ts'
import type { DisabledSinks } from '../pipeline/thread-messages.ts'
import { READ, WRITE } from '../ring/layout.ts'
import { type LeaseWatch, loadingOf, Phase } from '../ring/lease.ts'
import { firstMissedBy, later } from '../ring/take-over.ts'

export interface Blame {
  /** The sink whose module it was in; null: none, or one of several. */
  readonly sink: number | null
  /** The position of the first record that was in hand; null: none was, or several sinks had one. */
  readonly at: number | null
  /** What it died of, if it was a record, lies before this. */
  readonly end: number
  /** How much of the queue was in hand. */
  readonly bytes: number
  /** It is one of several sinks: the successor gives them their records in turn, and its death will tell. */
  readonly several: boolean
}

/**
 * What a thread was doing when it died: in the code of a module, or with the answers of some still to come, whose code
 * then runs between two turns of its event loop.
 */
export function blame(control: Int32Array, lease: LeaseWatch, sinks: readonly ResolvedSink[]): Blame {
  const suspects = suspectsOf(control, lease, sinks)
  const [sink, another] = suspects
  if (sink === undefined) return blameOurselves(control, lease.at)
  const end = suspects.map((suspect) => lease.claimOf(suspect)).reduce(later)
  const read = Atomics.load(control, READ)
  if (another !== undefined) return { sink: null, at: null, end, bytes: (end - read) | 0, several: true }
  const at = firstMissedBy(control, sink)
  return { sink, at, end, bytes: (end - at) | 0, several: false }
}

/** The one whose code it is in, or else all that owe an answer. */
function suspectsOf(control: Int32Array, lease: LeaseWatch, sinks: readonly ResolvedSink[]): number[] {
  const { phase } = lease
  if (phase >= Phase.sink) return [phase - Phase.sink]
  return indexesOfModules(sinks).filter((i) => ((lease.claimOf(i) - firstMissedBy(control, i)) | 0) > 0)
}

/** `at`: the batch that was taken last. */
function blameOurselves(control: Int32Array, at: number): Blame {
  const read = Atomics.load(control, READ)
  const end = Atomics.load(control, WRITE)
  const inHand = ((at - read) | 0) >= 0 && ((end - at) | 0) > 0
  if (!inHand) return { sink: null, at: null, end: read, bytes: 0, several: false }
  return { sink: null, at, end, bytes: (end - at) | 0, several: false }
}

/** The sink whose module a thread loads, if it loads that one alone. */
export function loadedAlone({ phase }: LeaseWatch): number | null {
  return phase < Phase.booting ? loadingOf(phase) : null
}

/** Whether a thread loads modules, one alone or all of them together. */
export const isLoading = (lease: LeaseWatch): boolean =>
  lease.phase === Phase.loading || loadedAlone(lease) !== null

/** The sinks whose modules a thread that does not answer may be in: all of them while they are loaded together. */
export function whoHolds(control: Int32Array, lease: LeaseWatch, sinks: readonly ResolvedSink[]): number[] {
  const alone = loadedAlone(lease)
  if (alone !== null) return [alone]
  return lease.phase === Phase.loading ? indexesOfModules(sinks) : suspectsOf(control, lease, sinks)
}

function indexesOfModules(sinks: readonly ResolvedSink[]): number[] {
  return sinks.flatMap(({ kind }, i) => (kind === 'module' ? [i] : []))
}

/** To be disabled, all of them. */
export function modulesOf(sinks: readonly ResolvedSink[], why: string): DisabledSinks {
  return new Map(indexesOfModules(sinks).map((i) => [i, why]))
}
