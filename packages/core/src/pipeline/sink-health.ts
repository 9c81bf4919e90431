import { SINK_STATES, type SinkState } from '../observe/counters.ts'
import { diagnose } from '../observe/diagnostics.ts'

/** Writes in a row after which a sink that failed is trusted again. */
const WRITES_TO_RECOVER = 3

/**
 * healthy → degraded → recovering → healthy, or back to degraded. Says so once at each change: a sink that is broken
 * fails with every batch.
 */
export class SinkHealth {
  readonly #sink: string
  readonly #store: (index: number) => void
  /** What it is when all goes well. */
  readonly #best: SinkState
  #state: SinkState
  #successes = 0
  #missed = 0

  /** `store` takes the index of the state in SINK_STATES. */
  constructor(sink: string, best: 'healthy' | 'failed', store: (index: number) => void) {
    this.#sink = sink
    this.#best = best
    this.#state = best
    this.#store = store
    store(SINK_STATES.indexOf(best))
  }

  succeeded(): void {
    if (this.#state === this.#best) return
    if (this.#state === 'degraded') {
      this.#change('recovering', 'a sink writes again', { missed: this.#missed })
      this.#missed = 0
      this.#successes = 0
    }
    if (++this.#successes >= WRITES_TO_RECOVER) this.#change(this.#best, 'a sink has recovered', {})
  }

  /** `missed`: records that it will never get. */
  failed(error: unknown, missed: number): void {
    this.#missed += missed
    if (this.#state === 'degraded') return
    const again = this.#state === 'recovering' ? ' again' : ''
    this.#change('degraded', `a sink is failing${again}`, { missed, error: textOf(error) })
  }

  /** Records it was not even asked to write. */
  skipped(missed: number): void {
    this.#missed += missed
  }

  #change(state: SinkState, message: string, details: Readonly<Record<string, unknown>>): void {
    this.#state = state
    this.#store(SINK_STATES.indexOf(state))
    diagnose('sink', message, { sink: this.#sink, state, ...details }, this.#sink)
  }
}

/** Anything can be thrown, also what throws when it is printed. */
function textOf(error: unknown): string {
  try {
    return String(error)
  } catch {
    return 'an error that cannot be printed'
  }
}
