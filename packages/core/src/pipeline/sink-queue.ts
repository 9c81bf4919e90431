import { SinkBatch } from '../sinks/sink-batch.ts'
import type { Batch } from '../sinks/sink.ts'
import type { LineBatch } from './line-batch.ts'

/** What the pipeline offers at once. */
export interface Offer {
  readonly batch: LineBatch
  /** The position before its first record. */
  readonly start: number
  /** The position after its last record. */
  readonly end: number
}

/** What is kept of it. */
export interface Part {
  readonly levels: readonly number[]
  /** The position in the ring before its first record. */
  readonly start: number
  /** The position after its last record. */
  readonly end: number
}

/** What a sink is given at once: what one or more offers held. */
export interface Chunk {
  readonly batch: Batch
  readonly parts: readonly Part[]
}

interface Entry extends Part {
  readonly bytes: Uint8Array
}

/** Waiting batches are joined up to this: a sink that falls behind gets fewer, larger ones. */
const JOINED_BYTES = 64 * 1024

/**
 * Copies of the batches that a busy sink has still to write, bounded in bytes. They are a cache: the ring keeps the
 * records until the sink has them, and a thread that takes this one's place formats them again.
 */
export class SinkQueue {
  readonly #maxBytes: number
  /** Up to this position nothing is joined. */
  readonly #cautiousUntil: number | null
  readonly #isBounded: () => boolean
  #entries: Entry[] = []
  #bytes = 0

  /** While it is not bounded the ring is: what waits here is not free there. */
  constructor(maxBytes: number, cautiousUntil: number | null, isBounded: () => boolean) {
    this.#maxBytes = maxBytes
    this.#cautiousUntil = cautiousUntil
    this.#isBounded = isBounded
  }

  get empty(): boolean {
    return this.#entries.length === 0
  }

  /** False: no room. An empty queue takes any batch. */
  push(batch: LineBatch, start: number, end: number): boolean {
    const isFull = !this.empty && this.#bytes + batch.byteLength > this.#maxBytes
    if (isFull && this.#isBounded()) return false
    this.#bytes += batch.byteLength
    this.#entries.push({ bytes: batch.bytes().slice(), levels: batch.levels.slice(), start, end })
    return true
  }

  /** The oldest records. Only while not empty. */
  shift(): Chunk {
    let bytes = 0
    let take = 0
    for (const entry of this.#entries) {
      if (take > 0 && (bytes + entry.bytes.byteLength > JOINED_BYTES || this.#isApart(entry))) break
      bytes += entry.bytes.byteLength
      take++
    }
    const entries = this.#entries.splice(0, take)
    this.#bytes -= bytes
    const count = entries.reduce((lines, entry) => lines + entry.levels.length, 0)
    return {
      batch: new SinkBatch(
        entries.map((entry) => entry.bytes),
        count,
      ),
      parts: entries,
    }
  }

  #isApart({ start }: Part): boolean {
    return this.#cautiousUntil !== null && ((this.#cautiousUntil - start) | 0) > 0
  }

  /** Gives everything up, and says what was in it. */
  clear(): readonly Part[] {
    const entries = this.#entries
    this.#entries = []
    this.#bytes = 0
    return entries
  }
}
