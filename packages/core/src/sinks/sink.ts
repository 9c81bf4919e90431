import type { LogEvent } from '../observe/log-event.ts'

export type { LogEvent } from '../observe/log-event.ts'

/**
 * What a sink receives: one or more whole NDJSON lines, of records that come in the order of their calls. A sink of the
 * user's own gets its own copy, for as long as it likes; one of ours may use it only until `write()` settles.
 */
export interface Batch {
  /** Records (lines). */
  readonly count: number
  readonly byteLength: number
  /** UTF-8 NDJSON, every line ends in `\n`. */
  bytes(): Uint8Array
  /** The lines without their `\n`. */
  lines(): readonly string[]
  /** Parsed, each an own object. */
  events(): readonly LogEvent[]
}

/** How a sink writes: all that a sink of the user's own has to have. */
export interface SinkMethods {
  /**
   * Settles when the records are where they should be: only then does the logger let go of them. `undefined` means
   * that they are there already. Not called again before it has settled. When it throws or rejects, the records
   * count as failed; a number in the error's `written` says how many of the first ones got through all the same.
   */
  write(batch: Batch): void | Promise<void>
  /** At a drain, after the last write has settled. Not at the end of a process that did not drain. */
  flush?(): void | Promise<void>
  /** After `flush`. Later records make a new sink, on a new thread. */
  close?(): void | Promise<void>
}

/** What the pipeline grants to a sink that takes its time. */
export interface SinkLimits {
  /** Bytes that may wait for it before the pipeline does. */
  readonly queueBytes: number
  /** Milliseconds a write may take before its records count as failed; Infinity for a sink that keeps its own time. */
  readonly timeoutMs: number
  /** Whether it is the user's code: it gets copies, and nothing that it does is believed. */
  readonly foreign: boolean
}

/** A sink on the dedicated thread. A write still in flight when it is closed is abandoned, and rejects. */
export interface Sink extends SinkMethods {
  readonly name: string
  /** Begins a new file, after SIGHUP. Between two writes; never throws. */
  reopen?(): void
  /** Default: a queue of 1 MiB and no time limit. */
  readonly limits?: SinkLimits
  /**
   * Where no event loop turns any more: ends the write under way, and lets later ones block, until `deadline`
   * (`performance.now()`). Without it a write in flight then is lost. Error: as `write`.
   */
  finish?(deadline: number): void
  /** Called on the application's own thread: from here on its timers keep no process alive. */
  unref?(): void
  /** In place of one of that name that could not be set up. */
  readonly standsIn?: true
}
