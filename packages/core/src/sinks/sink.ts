/** One record, as a sink that wants objects sees it: already filtered, enriched and redacted. */
export interface LogEvent {
  timestamp: string
  level: string
  message: string
  logger: string
  context: Record<string, unknown>
  diagnostics: Record<string, unknown>
  data: Record<string, unknown>
}

/** What a sink receives: one or more whole NDJSON lines. Valid only until `write()` settles. */
export interface Batch {
  /** Records (lines). */
  readonly count: number
  readonly byteLength: number
  /** UTF-8 NDJSON, every line ends in `\n`. A view that is reused after `write()` settles. */
  bytes(): Uint8Array
  /** The lines without their `\n`. */
  lines(): readonly string[]
  /** Parsed, each an own object. */
  events(): readonly LogEvent[]
}

export interface Sink {
  readonly name: string
  /**
   * `undefined`: written. A promise: in flight; the pipeline waits (block) and calls nothing else until it settles.
   * Throws or rejects: the batch failed; a `SinkWriteError` says how many of its records got through first.
   */
  write(batch: Batch): void | Promise<void>
  flush?(): void | Promise<void>
  /** Gives the descriptor up. A write still in flight is abandoned, and rejects. */
  close?(): void | Promise<void>
}
