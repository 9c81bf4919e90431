import { parseEvent } from '../observe/log-event.ts'
import type { Batch, LogEvent } from './sink.ts'

/** A copy of a batch that belongs to one sink alone: what it keeps or changes harms nobody else. */
export class SinkBatch implements Batch {
  readonly count: number
  readonly #bytes: Uint8Array
  #lines: readonly string[] | null = null

  constructor(parts: readonly Uint8Array[], count: number) {
    this.count = count
    // Not a Buffer: small ones share their memory, and slice() of one is no copy.
    this.#bytes = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, 0))
    let at = 0
    for (const part of parts) {
      this.#bytes.set(part, at)
      at += part.byteLength
    }
  }

  get byteLength(): number {
    return this.#bytes.byteLength
  }

  bytes(): Uint8Array {
    return this.#bytes
  }

  lines(): readonly string[] {
    if (this.#lines !== null) return this.#lines
    const text = Buffer.from(this.#bytes.buffer).toString('utf8', 0, this.byteLength - 1)
    return (this.#lines = text.split('\n'))
  }

  events(): readonly LogEvent[] {
    return this.lines().map(parseEvent)
  }
}
