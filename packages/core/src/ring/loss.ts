import type { DropReason } from '../observe/counters.ts'

export interface Loss {
  count: number
  readonly levels: Map<number, number>
  firstAt: number
  lastAt: number
}

/** What was dropped since the last loss record, by reason. */
export class LossLedger {
  readonly #losses = new Map<DropReason, Loss>()

  get pending(): boolean {
    return this.#losses.size > 0
  }

  add(reason: DropReason, level: number, at: number): void {
    const loss = this.#losses.get(reason)
    if (loss === undefined) {
      this.#losses.set(reason, { count: 1, levels: new Map([[level, 1]]), firstAt: at, lastAt: at })
      return
    }
    loss.count++
    loss.lastAt = at
    loss.levels.set(level, (loss.levels.get(level) ?? 0) + 1)
  }

  /** Takes the losses out; the caller announces them. */
  take(): [DropReason, Loss][] {
    const all = [...this.#losses]
    this.#losses.clear()
    return all
  }

  /** Puts back what could not be announced after all; what was lost in the meantime came later. */
  restore(losses: readonly [DropReason, Loss][]): void {
    for (const [reason, loss] of losses) {
      const later = this.#losses.get(reason)
      if (later !== undefined) merge(loss, later)
      this.#losses.set(reason, loss)
    }
  }
}

function merge(loss: Loss, later: Loss): void {
  loss.count += later.count
  loss.lastAt = later.lastAt
  for (const [level, count] of later.levels) loss.levels.set(level, (loss.levels.get(level) ?? 0) + count)
}

export const LOSS_MESSAGE = 'records_lost'
export const LOSS_LOGGER = 'fapilog'

/** The fields of a loss record. `sink` is `*` when the records were lost before any sink. */
export function lossFields(
  reason: string,
  loss: Loss,
  sink: string,
  levelName: (level: number) => string,
): object {
  const levels: Record<string, number> = {}
  for (const [level, count] of loss.levels) levels[levelName(level)] = count
  return {
    count: loss.count,
    reason,
    sink,
    levels,
    first_at: new Date(loss.firstAt).toISOString(),
    last_at: new Date(loss.lastAt).toISOString(),
  }
}
