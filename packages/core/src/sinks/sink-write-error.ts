/** A failed batch. `written` counts its leading records that were wholly written, so that counters stay exact. */
export class SinkWriteError extends Error {
  override readonly name = 'SinkWriteError'
  readonly written: number

  constructor(written: number, cause: unknown) {
    super(
      `sink write failed after ${written} records: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    )
    this.written = written
  }
}
