import type { DropReason } from '../observe/counters.ts'
import { diagnose } from '../observe/diagnostics.ts'

const EVERY_MS = 1000

/** Says that records are being lost, not each time one is: drops come in floods. */
export class DropReport {
  #saidAt = Number.NEGATIVE_INFINITY

  /** `counts`: what was dropped so far, by reason. */
  say(reason: DropReason, counts: () => object): void {
    const now = performance.now()
    if (now - this.#saidAt < EVERY_MS) return
    this.#saidAt = now
    diagnose('queue', 'records are being dropped', { reason, ...counts() })
  }
}
