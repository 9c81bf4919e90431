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
  /** Null: the sink is spared these, in their turn. */
  readonly bytes: Uint8Array | null
}

const NOTHING = new Uint8Array(0)

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

  /** Records that the sink is not to get, behind those that it is. */
  pushSpared(part: Part): void {
    this.#entries.push({ ...part, bytes: null })
  }

  /** The oldest records, if the sink is to be spared those. */
  shiftSpared(): Part | null {
    const [first] = this.#entries
    return first?.bytes === null ? (this.#entries.shift() as Part) : null
  }

  /** The oldest records. Only while there are some that the sink is not spared. */
  shift(): Chunk {
    const taken: Uint8Array[] = []
    let bytes = 0
    for (const entry of this.#entries) {
      const size = (entry.bytes ?? NOTHING).byteLength
      if (taken.length > 0 && (bytes + size > JOINED_BYTES || this.#isApart(entry))) break
      bytes += size
      taken.push(entry.bytes ?? NOTHING)
    }
    const parts = this.#entries.splice(0, taken.length)
    this.#bytes -= bytes
    const count = parts.reduce((lines, { levels }) => lines + levels.length, 0)
    return { batch: new SinkBatch(taken, count), parts }
  }

  #isApart({ start, bytes }: Entry): boolean {
    if (bytes === null) return true
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
