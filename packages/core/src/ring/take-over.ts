import { align8 } from '../codec/record-layout.ts'
import * as counter from '../observe/counters.ts'
import { acknowledgedBy, type SharedPipeline } from './layout.ts'
import type { LeaseWatch } from './lease.ts'

/**
 * Takes the sinks away from a thread, so that its successor can go on where each of them stood: what it holds is still
 * in the ring, and will be offered again. Only of a thread that may not be `dead` it is not known what becomes of the
 * records it has claimed: the sinks do not get those twice; they count as failed, and as in doubt.
 */
export function takeOver(shared: SharedPipeline, lease: LeaseWatch, sinks: number, dead: boolean): void {
  lease.revoke()
  const control = new Int32Array(shared.control)
  const counters = new Float64Array(shared.counters)
  let mostInDoubt = 0
  for (let sink = 0; sink < sinks; sink++) {
    const acknowledged = Atomics.load(control, acknowledgedBy(sink))
    const claim = lease.claimOf(sink)
    if (!dead && ((claim - acknowledged) | 0) > 0) {
      const inDoubt = recordsBetween(shared, acknowledged, claim)
      add(counters, sink, 'inDoubt', inDoubt)
      mostInDoubt = Math.max(mostInDoubt, inDoubt)
      Atomics.store(control, acknowledgedBy(sink), claim)
    }
    takeBackPending(counters, sink)
  }
  counters[counter.FAILED_SINK] = (counters[counter.FAILED_SINK] as number) + mostInDoubt
}

/** From what became of the records, not from `pending` alone: the thread may have died between two stores. */
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

function recordsBetween({ ring, capacity }: SharedPipeline, from: number, to: number): number {
  const view = new DataView(ring)
  let count = 0
  for (let at = from; ((to - at) | 0) > 0; count++) {
    const bytes = align8(view.getUint32(at & (capacity - 1), true))
    // Not a record: memory that user code could reach.
    if (bytes === 0) break
    at = (at + bytes) | 0
  }
  return count
}
