import { schedule } from '../codec/intrinsics.ts'
import { align8 } from '../codec/record-layout.ts'
import { MAX_NESTING } from './layout.ts'

/** Bytes of finished nested records that may wait for the outer record. */
const MAX_PENDING_BYTES = 64 * 1024

export interface NestedSlot {
  /** Where in the ring's memory the record is encoded. */
  readonly at: number
  /** How many records are being encoded around it. */
  readonly depth: number
  /** Its place in the order of calls; -1: not kept here. */
  readonly order: number
}

/**
 * Records that are logged while another one is being encoded. They are encoded beside the ring, keep
 * the order in which the calls began, and are published after the outer record.
 */
export class NestedRecords {
  readonly #base: number
  readonly #slotBytes: number
  /** In the order of the calls; null: still being encoded, or failed and counted. */
  #kept: (Uint8Array | null)[] = []
  /** The first of `#kept` that `next` has not passed. */
  #next = 0
  /** Bytes of the ring that the finished ones will take. */
  bytes = 0
  #depth = 0
  /** Levels of the records being encoded, outermost first. */
  readonly #levels = new Uint8Array(MAX_NESTING)
  /** Levels of records that ended without `close`, found out when one around them was closed. */
  readonly #torn: number[] = []
  #watching = false
  /** Whether there is something to publish or, once the outermost record is done, to give up. A field: read at every call. */
  pending = false

  constructor(base: number, slotBytes: number) {
    this.#base = base
    this.#slotBytes = slotBytes
  }

  open(keep: boolean, level: number): NestedSlot | null {
    if (this.#depth >= MAX_NESTING || (keep && this.bytes >= MAX_PENDING_BYTES)) return null
    this.pending = true
    this.#levels[this.#depth] = level
    const at = this.#base + this.#depth++ * this.#slotBytes
    const depth = this.#depth
    if (!keep) return { at, depth, order: -1 }
    const order = this.#kept.length
    this.#kept[order] = null
    return { at, depth, order }
  }

  close(slot: NestedSlot, bytes: Uint8Array | null): Uint8Array | null {
    const size = bytes === null ? 0 : align8(bytes.length)
    this.#tearDownTo(slot.depth)
    this.#depth = slot.depth - 1
    if (slot.order >= 0 && bytes !== null) {
      this.#kept[slot.order] = bytes
      this.bytes += size
    }
    return bytes
  }

  /** The next finished record, again and again until it is `passed`; null: that was all, and nothing is pending. */
  next(): Uint8Array | null {
    for (; this.#next < this.#kept.length; this.#next++) {
      const kept = this.#kept[this.#next] ?? null
      if (kept !== null) return kept
    }
    this.#kept = []
    this.#next = 0
    this.bytes = 0
    this.pending = false
    return null
  }

  passed(): void {
    this.#next++
  }

  #tearDownTo(depth: number): void {
    for (let i = depth; i < this.#depth; i++) this.#torn[this.#torn.length] = this.#levels[i] as number
  }

  /** Once nothing is being encoded any more: the levels of the records that were torn off, for the caller to empty. */
  reset(): number[] {
    this.#tearDownTo(0)
    this.#depth = 0
    return this.#torn
  }

  /**
   * An encoding can be torn off without any `finally` running (a vm timeout, termination). Microtasks run
   * on an empty stack only, so an encoding that is still open there will never end by itself.
   */
  resetWhenTornOff(reset: () => void): void {
    if (this.#watching) return
    this.#watching = true
    schedule(() => {
      this.#watching = false
      reset()
    })
  }
}
