import type { Batch, LogEvent } from '../sinks/sink.ts'

interface Utf8Writer {
  utf8Write(text: string, offset: number, length: number): number
}

/** The mark of a line that the pipeline wrote itself: outside the counts. */
export const INTERNAL_LINE = -1

/** Lines ready for the sinks. One buffer for the life of the pipeline; `bytes()` is a view into it. */
export class LineBatch implements Batch {
  readonly #buffer: Buffer
  #texts: string[] = []
  #lines: readonly string[] | null = null
  #events: readonly LogEvent[] | null = null
  byteLength = 0
  count = 0
  /** The level of each line, or INTERNAL_LINE. */
  readonly levels: number[] = []

  constructor(bytes: number) {
    this.#buffer = Buffer.allocUnsafeSlow(bytes)
  }

  clear(): void {
    this.#texts = []
    this.#lines = null
    this.#events = null
    this.byteLength = 0
    this.count = 0
    this.levels.length = 0
  }

  /** Appends lines whose levels were pushed before; the caller keeps within the buffer. */
  append(text: string): void {
    this.#texts.push(text)
    const writer = this.#buffer as unknown as Utf8Writer
    this.byteLength += writer.utf8Write(text, this.byteLength, this.#buffer.length - this.byteLength)
    this.count = this.levels.length
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.byteLength)
  }

  lines(): readonly string[] {
    return (this.#lines ??= this.#texts.join('').slice(0, -1).split('\n'))
  }

  events(): readonly LogEvent[] {
    return (this.#events ??= this.lines().map((line) => JSON.parse(line) as LogEvent))
  }
}
