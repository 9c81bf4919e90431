import { DROPPED, type DropReason, REASON_CELL } from '../observe/counters.ts'
import type { LossLedger } from './loss.ts'
import type { StackLosses } from './stack-losses.ts'

/** Counts what is dropped, once: where this throws, for want of stack, nothing was counted. */
export class Drops {
  readonly #counters: Float64Array
  readonly #losses: LossLedger
  readonly #stackLosses: StackLosses
  readonly #now: () => number
  readonly #onDrop: (reason: DropReason) => void

  constructor(
    counters: Float64Array,
    losses: LossLedger,
    stackLosses: StackLosses,
    now: () => number,
    onDrop: (reason: DropReason) => void,
  ) {
    this.#counters = counters
    this.#losses = losses
    this.#stackLosses = stackLosses
    this.#now = now
    this.#onDrop = onDrop
  }

  add(reason: DropReason, level: number): void {
    const cell = DROPPED + REASON_CELL[reason]
    const { levels } = this.#stackLosses
    this.#counters[cell] = (this.#counters[cell] as number) + 1
    let entered = false
    try {
      this.#losses.add(reason, level, this.#now())
      entered = true
      this.#onDrop(reason)
    } catch {
      if (entered) return
      levels[level] = (levels[level] as number) + 1
      this.#stackLosses.pending = true
    }
  }
}
