import { align8, FLAG_INTERNAL, OFFSET_FLAGS, OFFSET_LEVEL } from '../codec/record-layout.ts'
import * as counter from '../observe/counters.ts'
import { acknowledgedBy, READ, type SharedPipeline } from './layout.ts'
import type { LeaseWatch } from './lease.ts'

/** What a sink may have got or not. */
export interface InDoubt {
  readonly sink: number
  /** Of its records. */
  readonly levels: readonly number[]
}

/**
 * Takes the sinks away from a thread, so that its successor can go on where each of them stood: what it holds is still
 * in the ring, and will be offered again. Only of a thread that may not be `dead` it is not known what becomes of the
 * records it has claimed: the sinks do not get those twice; they count as failed, and as in doubt.
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
  const doubtful: InDoubt[] = []
  const positions = new Set<number>()
  for (let sink = 0; sink < sinks; sink++) {
    const acknowledged = firstMissedBy(control, sink)
    const claim = lease.claimOf(sink)
    if (!dead && ((claim - acknowledged) | 0) > 0) {
      const levels = levelsBetween(shared, acknowledged, claim, positions)
      doubtful.push({ sink, levels })
      add(counters, sink, 'inDoubt', levels.length)
      Atomics.store(control, acknowledgedBy(sink), claim)
    }
    takeBackPending(counters, sink)
  }
  counters[counter.FAILED_SINK] = (counters[counter.FAILED_SINK] as number) + positions.size
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

/** Of the records from one position to another, whose positions are added; those of our own count nowhere. */
function levelsBetween(
  { ring, capacity }: SharedPipeline,
  from: number,
  to: number,
  positions: Set<number>,
): number[] {
  const view = new DataView(ring)
  const levels: number[] = []
  for (let at = from; ((to - at) | 0) > 0;) {
    const offset = at & (capacity - 1)
    const bytes = align8(view.getUint32(offset, true))
    // Not a record: memory that user code could reach.
    if (bytes === 0) break
    const internal = (view.getUint8(offset + OFFSET_FLAGS) & FLAG_INTERNAL) !== 0
    if (!internal) {
      levels.push(view.getUint8(offset + OFFSET_LEVEL))
      positions.add(at)
    }
    at = (at + bytes) | 0
  }
  return levels
}
