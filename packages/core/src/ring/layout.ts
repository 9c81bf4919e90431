import { DICTIONARY_BYTES } from '../codec/dictionary.ts'
import { shareMemory } from '../codec/shared-memory.ts'

/** Int32 control words, each alone on 128 bytes: the two threads never write to one cache line. */
const LINE_WORDS = 32
/** Producer position in bytes, free-running modulo 2^32, a multiple of 8. */
export const WRITE: number = 0 * LINE_WORDS
/** Consumer position: everything before it has been written by every sink. */
export const READ: number = 1 * LINE_WORDS
/** 0: the consumer runs. n: generation n sleeps on this word. -n: it has gone; whoever publishes starts the next. */
export const PARKED: number = 2 * LINE_WORDS
/** Counts up whenever READ moved or a sink changed state, and while AWAITED whenever a sink has got further; the producer's side waits on it. */
export const PROGRESS: number = 3 * LINE_WORDS
/** Thread state, see `ThreadState`. */
export const STATE: number = 4 * LINE_WORDS
/** Counts up when a message waits on the control port. */
export const CONTROL: number = 5 * LINE_WORDS
/**
 * How many wait for all that was logged: the end of the process, drains, flushes. Not 0: no naps, and what one sink has
 * no room for is kept from no other one.
 */
export const AWAITED: number = 6 * LINE_WORDS
/**
 * One word a sink, of which a configuration has 32 at most: it has, or has given up, every record before this position.
 * Its writer is whoever holds the lease.
 */
const ACKNOWLEDGED = 7 * LINE_WORDS
export const acknowledgedBy = (sink: number): number => ACKNOWLEDGED + sink
const CONTROL_WORDS = ACKNOWLEDGED + 2 * LINE_WORDS

export const ThreadState = { none: 0, booting: 1, running: 2, stopped: 3, dead: 4 } as const

/** Records that a getter logs while another record is being encoded: one slot a level. */
export const MAX_NESTING = 4

const COUNTERS_BYTES = 4096

/** Generations start at 1. */
const NO_THREAD_YET = -1

/** Everything two threads share for one pipeline. Plain objects of buffers: they travel in workerData. */
export interface SharedPipeline {
  readonly control: SharedArrayBuffer
  readonly counters: SharedArrayBuffer
  readonly dictionary: SharedArrayBuffer
  /** `capacity` bytes, one spill record so that none ever wraps, and the slots for nested records. */
  readonly ring: SharedArrayBuffer
  readonly capacity: number
  readonly maxRecord: number
  /** Bytes that only protected records may use. */
  readonly reserve: number
}

export interface RingSize {
  readonly capacity: number
  readonly maxRecord: number
  readonly reserve: number
}

/** What a resized queue keeps: records already published refer to the dictionary, and were counted. */
export type KeptMemory = Pick<SharedPipeline, 'counters' | 'dictionary'>

/** `start` seeds both positions, so that tests can pass 2^31 and 2^32 in the first megabyte. */
export function createSharedPipeline(size: RingSize, start = 0, kept?: KeptMemory): SharedPipeline {
  const { capacity, maxRecord, reserve } = size
  const control = shareMemory(CONTROL_WORDS * 4)
  const words = new Int32Array(control)
  words[WRITE] = start
  words[READ] = start
  words.fill(start, ACKNOWLEDGED)
  words[PARKED] = NO_THREAD_YET
  return {
    control,
    counters: kept?.counters ?? shareMemory(COUNTERS_BYTES),
    dictionary: kept?.dictionary ?? shareMemory(DICTIONARY_BYTES),
    ring: shareMemory(capacity + maxRecord * (1 + MAX_NESTING)),
    capacity,
    maxRecord,
    reserve,
  }
}
