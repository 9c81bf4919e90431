/**
 * Counters in shared memory: float64 cells with one writer each, so `stats()` reads them from any thread
 * at any time without a message. The producer's cells and the consumer's lie on different cache lines.
 */
export const SUBMITTED = 0
/** One cell a reason, in the order of DROP_REASONS. */
export const DROPPED = 1
export const DROP_REASONS = ['queue_full', 'reentrant', 'encode_failed'] as const
export type DropReason = (typeof DROP_REASONS)[number]
/** Where a reason stands in DROP_REASONS: looked up without a method that the application could replace. */
export const REASON_CELL = { queue_full: 0, reentrant: 1, encode_failed: 2 } as const satisfies Record<
  DropReason,
  number
>
/** Records that wait for room outside the ring (the async facade). */
export const WAITING = 8

export const TAKEN = 16
export const FILTERED_LEVEL = 17
/** Records whose bytes could not be decoded, or that ended the thread twice. */
export const FAILED_DECODE = 18
/** The fullest the ring was seen, bytes. */
export const HIGH_WATERMARK = 19
/** All records read, loss records included: numbers the message ids. */
export const RECORDS_READ = 20
/** Bytes in the ring that were no records. */
export const CORRUPT_BYTES = 21
/** Records that at least one sink has not got, and will not get. */
export const FAILED_SINK = 22
/** Of those in the ring, so many will be counted as FAILED_SINK when they leave it. */
export const MARKED = 23

/** From here on: eight cells for each sink. */
const SINKS = 32
const SINK_CELLS = 8
const SINK_CELL = {
  accepted: 0,
  delivered: 1,
  failed: 2,
  dropped: 3,
  pending: 4,
  lossRecords: 5,
  /** An index into SINK_STATES. */
  state: 6,
  /** Claimed by a thread that was deposed before it said what came of them. */
  inDoubt: 7,
} as const
export type SinkCell = keyof typeof SINK_CELL

/** The end of the cells that the consumer writes to, which begin with TAKEN. */
export const endOfCells = (sinks: number): number => SINKS + sinks * SINK_CELLS

export const sinkCell = (sink: number, cell: SinkCell): number => SINKS + sink * SINK_CELLS + SINK_CELL[cell]

/**
 * `degraded`: its last write failed or did not settle in time. `recovering`: it writes again, but has not proved
 * itself. `failed`: it could not be set up.
 */
export const SINK_STATES = ['healthy', 'degraded', 'recovering', 'failed'] as const
export type SinkState = (typeof SINK_STATES)[number]
