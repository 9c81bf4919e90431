import { setTimeout as sleep } from 'node:timers/promises'

/** Microseconds on the monotonic clock. It allocates nothing, so it adds no garbage collections to a tail. */
export const nowUs = (): number => performance.now() * 1000

const cell = new Int32Array(new SharedArrayBuffer(4))
/** The kernel wakes a waiter up to this much late: the rest is spun. */
const WAKE_SLACK_MS = 0.08

/** Holds the thread until `atMs` (a `performance.now()`) without keeping a core busy. */
export function holdUntil(atMs: number): void {
  const left = atMs - performance.now() - WAKE_SLACK_MS
  if (left > 0) Atomics.wait(cell, 0, 0, left)
  while (performance.now() < atMs);
}

/** Longer than any of the scenarios lets a destination stand still. */
const PATIENCE_MS = 60_000

/** Waits for a condition, leaving the event loop free. Rejects after a minute. */
export async function until(what: () => string, met: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!met()) {
    if (performance.now() > deadline) throw new Error(`waited a minute for ${what()}`)
    await sleep(1)
  }
}
