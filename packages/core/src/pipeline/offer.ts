import type { LineBatch } from './line-batch.ts'
import type { SinkRunner } from './sink-runner.ts'

export interface Offer {
  readonly batch: LineBatch
  /** The position before its first record. */
  readonly start: number
  /** The position after its last record. */
  readonly end: number
}

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

/** Whether more than one of them is the user's code. */
export function severalForeign(sinks: readonly (SinkRunner | null)[]): boolean {
  return sinks.filter((sink) => sink?.foreign === true).length > 1
}

/**
 * A record that may be deadly: no two modules of users have it in hand at once, so that it is known which of them died
 * of it. Ours come first. `letGo` resolves when the next of the sinks has let go of something.
 */
export async function offerInTurn(
  sinks: readonly (SinkRunner | null)[],
  offer: Offer,
  letGo: () => Promise<void>,
): Promise<void> {
  const ours = sinks.filter((sink) => sink?.foreign === false)
  await offerToAll(ours, offer)
  for (const sink of sinks) {
    if (sink === null || !sink.foreign) continue
    await offerToAll([sink], offer)
    while (sink.heldFrom !== null) await letGo()
  }
}
