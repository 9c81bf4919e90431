import { type LogCall, readCall } from '../codec/call.ts'
import { isoText, mapGet, SafeMap } from '../codec/intrinsics.ts'
import type { DropReason } from '../observe/counters.ts'

export interface Loss {
  count: number
  readonly levels: Map<number, number>
  firstAt: number
  lastAt: number
}

/**
 * What was dropped since the last loss record, by reason. Drops happen in the middle of the application's
 * calls, so nothing here can be made to throw by what the application did to built-ins.
 */
export class LossLedger {
  /** One entry a reason. */
  #losses: [DropReason, Loss][] = []

  get pending(): boolean {
    return this.#losses.length > 0
  }

  add(reason: DropReason, level: number, at: number): void {
    const loss = this.#find(reason)
    if (loss === null) {
      const levels = new SafeMap<number, number>()
      levels.set(level, 1)
      this.#losses[this.#losses.length] = [reason, { count: 1, levels, firstAt: at, lastAt: at }]
      return
    }
    // The call first: where the stack is exhausted nothing may be half entered.
    loss.levels.set(level, (loss.levels.get(level) ?? 0) + 1)
    loss.count++
    loss.lastAt = at
  }

  #find(reason: DropReason): Loss | null {
    for (let i = 0; i < this.#losses.length; i++) {
      const entry = this.#losses[i] as [DropReason, Loss]
      if (entry[0] === reason) return entry[1]
    }
    return null
  }

  /** Takes the losses out; the caller announces them. */
  take(): [DropReason, Loss][] {
    const all = this.#losses
    this.#losses = []
    return all
  }

  /** Puts back what could not be announced after all; what was lost in the meantime came later. */
  restore(reason: DropReason, loss: Loss): void {
    const later = this.#find(reason)
    if (later === null) {
      this.#losses[this.#losses.length] = [reason, loss]
      return
    }
    later.count += loss.count
    later.firstAt = loss.firstAt
    loss.levels.forEach((count, level) => {
      later.levels.set(level, (later.levels.get(level) ?? 0) + count)
    })
  }
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
  loss.levels.forEach((count, level) => (levels[levelName(level)] = count))
  return {
    count: loss.count,
    reason,
    sink,
    levels,
    first_at: isoText(loss.firstAt),
    last_at: isoText(loss.lastAt),
  }
}

/** As `readCall` sorts it; made by the pipeline itself. */
export function lossCall(reason: string, loss: Loss, levels: ReadonlyMap<number, string>): LogCall {
  const fields = lossFields(reason, loss, '*', (level) => mapGet(levels, level) ?? `${level}`)
  return { ...readCall([LOSS_MESSAGE, fields]), internal: true }
}
