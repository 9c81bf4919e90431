import type { Lease } from '../ring/lease.ts'
import type { Loss } from '../ring/loss.ts'
import type { SinkLossReason } from './sink-losses.ts'

/** The line that tells a sink what it missed. */
type WriteLossLine = (sink: string, reason: SinkLossReason, loss: Loss) => string

/** What a sink's runner sees of the pipeline. */
export interface RunnerHost {
  readonly counters: Float64Array
  readonly lease: Lease
  /** Up to this position nothing is joined: one of the records may be deadly. Null: none is. */
  readonly cautiousUntil: number | null
  /** Stores how far the sink has, or has given up, the records. Only within a commit. */
  readonly acknowledge: (end: number) => void
  /** False while somebody waits for all that was logged: then a full queue keeps nothing from the other sinks. */
  readonly isBounded: () => boolean
  readonly lossLine: WriteLossLine
  /** Called whenever the sink has let go of records that it held on to. */
  readonly onReleased: () => void
  /** The last `records` of what was offered at that position will not get to the sink. */
  readonly onMissed: (start: number, records: number) => void
}
