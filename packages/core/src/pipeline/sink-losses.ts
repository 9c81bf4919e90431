import type { Loss } from '../ring/loss.ts'
import { INTERNAL_LINE } from './line-batch.ts'

/**
 * Why a sink has not got a record: its write failed or timed out, it was still stuck in an earlier one, or the record
 * ended the thread twice (`poison`); or a thread that stopped answering had it in hand, and it may be there after all.
 */
export type SinkLossReason = 'sink_failed' | 'sink_stuck' | 'poison' | 'in_doubt'

export type SinkLoss = readonly [SinkLossReason, Loss]

/** What one sink has missed and has not been told yet. */
export class SinkLosses {
  #losses = new Map<SinkLossReason, Loss>()

  get any(): boolean {
    return this.#losses.size > 0
  }

  /** Counts the records among `levels` from index `from` on, and returns their number. */
  add(reason: SinkLossReason, levels: readonly number[], from: number): number {
    let count = 0
    for (let i = from; i < levels.length; i++) {
      const level = levels[i] as number
      if (level === INTERNAL_LINE) continue
      count++
      const loss = this.#of(reason)
      loss.levels.set(level, (loss.levels.get(level) ?? 0) + 1)
    }
    if (count > 0) this.#of(reason).count += count
    return count
  }

  #of(reason: SinkLossReason): Loss {
    const now = Date.now()
    const loss = this.#losses.get(reason) ?? { count: 0, levels: new Map(), firstAt: now, lastAt: now }
    loss.lastAt = now
    this.#losses.set(reason, loss)
    return loss
  }

  /** Takes the losses out, to be announced. */
  take(): SinkLoss[] {
    const all = [...this.#losses]
    this.#losses = new Map()
    return all
  }

  /** Puts back what could not be announced after all; more may have been lost since. */
  restore(losses: readonly SinkLoss[]): void {
    for (const [reason, older] of losses) {
      const newer = this.#losses.get(reason)
      this.#losses.set(reason, newer === undefined ? older : merge(older, newer))
    }
  }
}

function merge(older: Loss, newer: Loss): Loss {
  const levels = new Map(older.levels)
  for (const [level, count] of newer.levels) levels.set(level, (levels.get(level) ?? 0) + count)
  return { count: older.count + newer.count, levels, firstAt: older.firstAt, lastAt: newer.lastAt }
}
