import { parseEvent } from '../observe/log-event.ts'
import type { Batch, LogEvent } from '../sinks/sink.ts'
import { SinkBatch } from '../sinks/sink-batch.ts'

interface RawBuffer {
  utf8Write(text: string, offset: number, length: number): number
  utf8Slice(start: number, end: number): string
}

/** The mark of a line that the pipeline wrote itself: outside the counts. */
export const INTERNAL_LINE = -1

/** Lines ready for the sinks. The buffer is used again and again; `bytes()` is a view into it. */
export class LineBatch implements Batch {
  readonly #buffer: Buffer
  readonly #raw: RawBuffer
  #lines: readonly string[] | null = null
  #events: readonly LogEvent[] | null = null
  byteLength = 0
  count = 0
  /** The level of each line, or INTERNAL_LINE. */
  readonly levels: number[] = []
  /** Sinks that are still writing it: until they have settled it must not be cleared. */
  borrowers = 0

  constructor(bytes: number) {
    this.#buffer = Buffer.allocUnsafeSlow(bytes)
    this.#raw = this.#buffer as unknown as RawBuffer
  }

  clear(): void {
    this.#lines = null
    this.#events = null
    this.byteLength = 0
    this.count = 0
    this.levels.length = 0
  }

  /** Appends lines whose levels were pushed before; the caller keeps within the buffer. */
  append(text: string): void {
    this.byteLength += this.#raw.utf8Write(text, this.byteLength, this.#buffer.length - this.byteLength)
    this.count = this.levels.length
  }

  copy(): SinkBatch {
    return new SinkBatch([this.bytes()], this.count)
  }

  bytes(): Uint8Array {
    // Not a Buffer, whose slice() would be no copy.
    return new Uint8Array(this.#buffer.buffer, 0, this.byteLength)
  }

  lines(): readonly string[] {
    // From the bytes: keeping the texts for those who ask would move them all to the old generation.
    return (this.#lines ??= this.#raw.utf8Slice(0, Math.max(0, this.byteLength - 1)).split('\n'))
  }

  events(): readonly LogEvent[] {
    return (this.#events ??= this.lines().map(parseEvent))
  }
}

/** Of the levels of a batch: how many belong to records, which count. */
export function countRecords(levels: readonly number[]): number {
  let n = 0
  for (const level of levels) if (level !== INTERNAL_LINE) n++
  return n
}
