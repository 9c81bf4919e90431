import * as counter from '../observe/counters.ts'
import { READ, type SharedPipeline, WRITE } from '../ring/layout.ts'

/** What one sink did with the records it was given: `accepted = delivered + failed + dropped + inDoubt + pending`. */
export interface SinkStats {
  /**
   * `degraded`: it fails, or does not answer. `recovering`: it writes again, but has to prove itself. `failed`: it
   * could not be set up, or is disabled; its records go to the other sinks, or to standard output where there is none.
   */
  readonly state: counter.SinkState
  readonly accepted: number
  readonly delivered: number
  /** It threw, rejected, or did not settle in time: these may have got through, in whole or in part. */
  readonly failed: number
  /** Never handed to it: an earlier write had not settled in time and still has not, or the sink is out of order (`failed`). */
  readonly dropped: number
  /**
   * It had begun to write them when its thread stopped answering and was replaced: they may have got through or not,
   * and are not written again. Among the logger's `failed`.
   */
  readonly inDoubt: number
  /** In its hands, or in its queue. */
  readonly pending: number
  /** Loss records written, beside the counts. */
  readonly lossRecords: number
}

/**
 * Where every record is. Always: `submitted = delivered + failed + filtered + dropped + pending`, each
 * summed over its reasons.
 */
export interface LoggerStats {
  /** Calls that passed the level gate. */
  readonly submitted: number
  /** Records that every sink in order has. */
  readonly delivered: number
  /** Records that at least one sink may not have got and will not get, or that could not be decoded. */
  readonly failed: number
  /** By reason: `level` counts records logged before the level was configured. */
  readonly filtered: { readonly level: number }
  /** By reason. */
  readonly dropped: {
    readonly queue_full: number
    readonly reentrant: number
    readonly encode_failed: number
  }
  /** Records in the queue, waiting for room in it, or still with a sink. */
  readonly pending: number
  readonly queue: { readonly capacity: number; readonly used: number; readonly highWatermark: number }
  /** By the name of the sink. */
  readonly sinks: Readonly<Record<string, SinkStats>>
}

/** The outcome of a drain. */
export interface DrainResult extends LoggerStats {
  /** Whether every record had been dealt with (none is pending) and the thread had ended before the deadline. */
  readonly complete: boolean
  readonly durationMs: number
}

export function readStats(shared: SharedPipeline, sinkNames: readonly string[]): LoggerStats {
  const control = new Int32Array(shared.control)
  const counters = new Float64Array(shared.counters)
  const used = (Atomics.load(control, WRITE) - Atomics.load(control, READ)) >>> 0
  const queue = { capacity: shared.capacity, used }
  const at = (cell: number): number => counters[cell] ?? 0
  const [queue_full = 0, reentrant = 0, encode_failed = 0] = counter.DROP_REASONS.map((_, i) =>
    at(counter.DROPPED + i),
  )
  // The consumer's cells first: read the other way round, a record could seem delivered before it was submitted.
  const taken = at(counter.TAKEN)
  const filtered = at(counter.FILTERED_LEVEL)
  const submitted = at(counter.SUBMITTED)
  const failed = at(counter.FAILED_SINK) + at(counter.FAILED_DECODE)
  return {
    submitted,
    delivered: taken - failed,
    failed,
    filtered: { level: filtered },
    dropped: { queue_full, reentrant, encode_failed },
    pending: submitted - taken - filtered - queue_full - reentrant - encode_failed,
    queue: { ...queue, highWatermark: at(counter.HIGH_WATERMARK) },
    sinks: Object.fromEntries(sinkNames.map((name, i) => [name, readSink(at, i)])),
  }
}

function readSink(at: (cell: number) => number, sink: number): SinkStats {
  const of = (cell: counter.SinkCell): number => at(counter.sinkCell(sink, cell))
  return {
    state: counter.SINK_STATES[of('state')] ?? 'healthy',
    accepted: of('accepted'),
    delivered: of('delivered'),
    failed: of('failed'),
    dropped: of('dropped'),
    inDoubt: of('inDoubt'),
    pending: of('pending'),
    lossRecords: of('lossRecords'),
  }
}
