import { LATE_MS } from './thread-watch.ts'

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
