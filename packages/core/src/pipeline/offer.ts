import type { Offer } from './sink-queue.ts'
import type { SinkRunner } from './sink-runner.ts'

/** Offers a batch to all of them at once. A promise while one has no room for it. */
export function offerToAll(
  sinks: readonly (SinkRunner | null)[],
  { batch, start, end }: Offer,
): Promise<unknown> | null {
  let blocked: Promise<void>[] | null = null
  for (const sink of sinks) {
    const noRoom = sink?.offer(batch, start, end)
    if (noRoom !== undefined) (blocked ??= []).push(noRoom)
  }
  return blocked === null ? null : Promise.all(blocked)
}

/** A sink that takes longer for one record is not waited for any more: it must not hold up the others for long. */
const PATIENCE_MS = 1000

/**
 * Offers records that may be deadly: no two modules of users have one in hand at once, so that it is known which of them
 * died of it.
 */
export class OfferInTurn {
  #onLetGo: (() => void) | null = null
  #late = false

  /** Where one module at most is given something, it is known anyway. */
  isNeededFor(sinks: readonly (SinkRunner | null)[]): boolean {
    return !this.#late && sinks.filter((sink) => sink?.foreign === true).length > 1
  }

  /** Called whenever a sink has let go of something. */
  letGo(): void {
    this.#onLetGo?.()
  }

  /** Ours come first. */
  async offer(sinks: readonly (SinkRunner | null)[], offer: Offer): Promise<void> {
    await offerToAll(
      sinks.filter((sink) => sink?.foreign === false),
      offer,
    )
    for (const sink of sinks) {
      if (sink === null || !sink.foreign) continue
      await offerToAll([sink], offer)
      await this.#wait(sink)
    }
  }

  async #wait(sink: SinkRunner): Promise<void> {
    const timer = setTimeout(() => {
      this.#late = true
      this.letGo()
    }, PATIENCE_MS)
    while (sink.heldFrom !== null && !this.#late) {
      await new Promise<void>((resolve) => (this.#onLetGo = resolve))
    }
    clearTimeout(timer)
  }
}
