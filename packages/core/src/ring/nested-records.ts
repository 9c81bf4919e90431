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
  /** Records that ended without `close`, found out when one around them was closed. */
  #torn = 0
  #watching = false

  constructor(base: number, slotBytes: number) {
    this.#base = base
    this.#slotBytes = slotBytes
  }

  /** Whether there is something to publish or, once the outermost record is done, to give up. */
  get pending(): boolean {
    return this.#kept.length > 0 || this.#depth > 0 || this.#torn > 0
  }

  open(keep: boolean): NestedSlot | null {
    if (this.#depth >= MAX_NESTING || (keep && this.#bytes >= MAX_PENDING_BYTES)) return null
    const at = this.#base + this.#depth++ * this.#slotBytes
    const depth = this.#depth
    if (!keep) return { at, depth, order: -1 }
    const order = this.#kept.length
    this.#kept[order] = null
    return { at, depth, order }
  }

  close(slot: NestedSlot, bytes: Uint8Array | null): Uint8Array | null {
    this.#torn += this.#depth - slot.depth
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

  /** Once nothing is being encoded any more: how many records were torn off. */
  reset(): number {
    const torn = this.#torn + this.#depth
    this.#torn = 0
    this.#depth = 0
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
