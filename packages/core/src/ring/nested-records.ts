import { schedule } from '../codec/intrinsics.ts'
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
  /** null: still being encoded, or failed and counted. */
  #kept: (Uint8Array | null)[] = []
  #bytes = 0
  #depth = 0
  /** Levels of the records being encoded, outermost first. */
  readonly #levels = new Uint8Array(MAX_NESTING)
  /** Levels of records that ended without `close`, found out when one around them was closed. */
  #torn: number[] = []
  #watching = false
  /** Whether there is something to publish or, once the outermost record is done, to give up. A field: read at every call. */
  pending = false

  constructor(base: number, slotBytes: number) {
    this.#base = base
    this.#slotBytes = slotBytes
  }

  open(keep: boolean, level: number): NestedSlot | null {
    if (this.#depth >= MAX_NESTING || (keep && this.#bytes >= MAX_PENDING_BYTES)) return null
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
    this.#tearDownTo(slot.depth)
    this.#depth = slot.depth - 1
    if (slot.order >= 0 && bytes !== null) {
      this.#kept[slot.order] = bytes
      this.#bytes += bytes.length
    }
    return bytes
  }

  take(): Uint8Array[] {
    const done: Uint8Array[] = []
    for (let i = 0; i < this.#kept.length; i++) {
      const kept = this.#kept[i] ?? null
      if (kept !== null) done[done.length] = kept
    }
    this.#kept = []
    this.#bytes = 0
    return done
  }

  #tearDownTo(depth: number): void {
    for (let i = depth; i < this.#depth; i++) this.#torn[this.#torn.length] = this.#levels[i] as number
  }

  /** Once nothing is being encoded any more: the levels of the records that were torn off. */
  reset(): readonly number[] {
    this.#tearDownTo(0)
    const torn = this.#torn
    this.#torn = []
    this.#depth = 0
    this.pending = false
    return torn
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
