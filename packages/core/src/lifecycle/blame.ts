import type { ResolvedSink } from '../config/settings.ts'
import { type LeaseWatch, Phase } from '../ring/lease.ts'
import { firstMissedBy } from '../ring/take-over.ts'

export interface Blame {
  /** The sink whose module it was in; null for none. */
  readonly sink: number | null
  /** The position of the first record that was in hand. */
  readonly at: number
}

/**
 * What a thread was doing when it died: in the code of a module, or with one module's answer still to come, whose code
 * then runs between two turns of its event loop.
 */
export function blame(control: Int32Array, lease: LeaseWatch, sinks: readonly ResolvedSink[]): Blame {
  const inside = lease.phase >= Phase.sink ? lease.phase - Phase.sink : null
  const answering = sinks.flatMap(({ kind }, i) =>
    kind === 'module' && ((lease.claimOf(i) - firstMissedBy(control, i)) | 0) > 0 ? [i] : [],
  )
  const sink = inside ?? (answering.length === 1 ? (answering[0] as number) : null)
  return { sink, at: sink === null ? lease.at : firstMissedBy(control, sink) }
}
