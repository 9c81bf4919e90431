import { now } from '../codec/intrinsics.ts'
import type { LossLedger } from './loss.ts'

const MAX_LEVEL = 99

/**
 * Records lost to an exhausted stack, by level: counted, but not in the ledger yet, because nothing can be
 * called where that is noticed. `pending` and the cells are written there.
 */
export class StackLosses {
  readonly levels: Float64Array = new Float64Array(MAX_LEVEL + 1)
  pending = false

  enterInto(losses: LossLedger): void {
    for (let level = 0; level <= MAX_LEVEL; level++) {
      for (; (this.levels[level] as number) > 0; this.levels[level] = (this.levels[level] as number) - 1)
        losses.add('encode_failed', level, now())
    }
    this.pending = false
  }
}
