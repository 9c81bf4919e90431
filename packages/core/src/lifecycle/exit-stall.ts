import { LATE_MS } from './thread-watch.ts'

/** A thread that says nothing for this long, while records wait, hangs. A garbage collection takes a tenth of it. */
export const HUNG_AFTER_MS = 5000
/**
 * The part of the time for the end that a thread may spend without getting anything done, or answering. The rest is for
 * the next one, which has to start, to load the modules and to write everything.
 */
const EXIT_PATIENCE = 0.5

export const exitPatience = (timeoutMs: number): number => Math.min(timeoutMs * EXIT_PATIENCE, HUNG_AFTER_MS)

/** How long the thread has got nothing done at exit, while this one looked on time. */
export class ExitStall {
  #progress: number | null = null
  #lookedAt = 0
  #ms = 0

  /** `progress`: what changes whenever something gets done. Milliseconds; 0 begins anew. */
  look(progress: number): number {
    const now = performance.now()
    const waited = now - this.#lookedAt
    this.#lookedAt = now
    this.#ms = progress !== this.#progress || waited > LATE_MS ? 0 : this.#ms + waited
    this.#progress = progress
    return this.#ms
  }
}
