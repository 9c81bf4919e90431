import { diagnose } from '../observe/diagnostics.ts'
import { drainTogether } from './exit-drain.ts'
import type { PipelineHandle } from './pipeline-handle.ts'

/** A record that is logged after the exit drain may hold its caller this long, and all of them together: */
const LATE_RECORD_MS = 50
const LATE_TOTAL_MS = 1000

/**
 * The one 'exit' listener of the process. Node runs it at every ordinary end: the loop is empty,
 * `process.exit()`, an uncaught error, an unhandled rejection. The dedicated thread goes on while this
 * one blocks here. It can run twice (another listener that throws restarts the event), and listeners
 * after it may log: those records are handed over one by one.
 */
export class ExitCoordinator {
  readonly #handles = new Set<PipelineHandle>()
  readonly #onExiting: () => void
  #lateLeft = LATE_TOTAL_MS
  exiting = false

  /** `onExiting` is told once, after the first drain. */
  constructor(onExiting: () => void) {
    this.#onExiting = onExiting
    // First in line: a listener that throws or calls `process.exit()` keeps those behind it from running.
    process.prependListener('exit', () => this.drainNow())
  }

  /** Keeps track of the pipelines that have something to drain; the others may be collected. */
  track(handle: PipelineHandle, active: boolean): void {
    if (active) this.#handles.add(handle)
    else this.#handles.delete(handle)
  }

  /** Resolves when every pipeline has written what was logged so far, or at its deadline. */
  async flushAll(timeoutMs: number | null): Promise<void> {
    await Promise.all(
      [...this.#handles].map((handle) => handle.flush(timeoutMs ?? handle.config.shutdownTimeoutMs)),
    )
  }

  /** Blocks until every pipeline is empty or its deadline has passed. */
  drainNow(): void {
    const start = performance.now()
    drainTogether([...this.#handles], (handle) => start + handle.config.exitTimeoutMs)
    if (this.exiting) return
    this.exiting = true
    this.#onExiting()
  }

  /** After a late record: waits for it while the budget lasts. */
  handOff(handle: PipelineHandle): void {
    if (this.#lateLeft <= 0) return
    const start = performance.now()
    const deadline = start + Math.min(LATE_RECORD_MS, this.#lateLeft)
    drainTogether([handle], () => deadline)
    this.#lateLeft -= performance.now() - start
    if (this.#lateLeft <= 0) diagnose('exit', 'what is logged from now on may be lost: the time is up')
  }
}
