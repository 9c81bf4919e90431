import { OFFSET_LEVEL } from '../codec/record-layout.ts'
import * as counter from '../observe/counters.ts'
import { acknowledgedBy, READ, type SharedPipeline } from './layout.ts'
import type { LeaseWatch } from './lease.ts'
import { eachRecord, Misses } from './misses.ts'

/** What a sink may have got or not. */
export interface InDoubt {
  readonly sink: number
  /** Of its records. */
  readonly levels: readonly number[]
}

/**
 * Takes the sinks away from a thread, so that its successor can go on where each of them stood: what it holds is still
 * in the ring, and will be offered again. Only of a thread that may not be `dead` it is not known what becomes of the
 * records it has claimed: the sinks do not get those twice; they count as in doubt, and as failed once they have left the ring.
 */
export function takeOver(
  shared: SharedPipeline,
  lease: LeaseWatch,
  sinks: number,
  dead: boolean,
): readonly InDoubt[] {
  lease.revoke(dead)
  const control = new Int32Array(shared.control)
  const counters = new Float64Array(shared.counters)
  const bytes = new Uint8Array(shared.ring)
  const misses = new Misses(shared)
  const doubtful: InDoubt[] = []
  for (let sink = 0; sink < sinks; sink++) {
    const acknowledged = firstMissedBy(control, sink)
    const claim = lease.claimOf(sink)
    if (!dead && ((claim - acknowledged) | 0) > 0) {
      const levels: number[] = []
      eachRecord(shared, acknowledged, claim, (offset) => {
        if (!misses.isOffered(offset)) return
        misses.mark(offset)
        levels.push(bytes[offset + OFFSET_LEVEL] as number)
      })
      doubtful.push({ sink, levels })
      add(counters, sink, 'inDoubt', levels.length)
      Atomics.store(control, acknowledgedBy(sink), claim)
    }
    takeBackPending(counters, sink)
  }
  return doubtful
}

/** What a sink was given and said nothing of, it is given again. */
function takeBackPending(counters: Float64Array, sink: number): void {
  const settled = (['delivered', 'failed', 'dropped', 'inDoubt'] as const).reduce(
    (sum, cell) => sum + (counters[counter.sinkCell(sink, cell)] as number),
    0,
  )
  counters[counter.sinkCell(sink, 'pending')] = 0
  counters[counter.sinkCell(sink, 'accepted')] = settled
}

function add(counters: Float64Array, sink: number, cell: counter.SinkCell, n: number): void {
  const at = counter.sinkCell(sink, cell)
  counters[at] = (counters[at] as number) + n
}

/**
 * The position of the first record that a sink may not have. What it was never offered, because nothing of it was to be
 * written, it has not acknowledged either.
 */
export function firstMissedBy(control: Int32Array, sink: number): number {
  return later(Atomics.load(control, acknowledgedBy(sink)), Atomics.load(control, READ))
}

/** Of two positions. */
export const later = (a: number, b: number): number => (((a - b) | 0) > 0 ? a : b)
