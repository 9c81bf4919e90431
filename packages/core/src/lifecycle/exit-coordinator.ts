import { diagnose } from '../observe/diagnostics.ts'
import { drainTogether } from './exit-drain.ts'
import type { PipelineHandle } from './pipeline-handle.ts'

/**
 * What is logged after the exit drain has the rest of the deadline. Where a sink has used that up, the others get this
 * much more for all that is logged then.
 */
const LATE_MS = 100
/** Between two looks at the threads while a signal is about to end the process. */
const LOOK_MS = 50

/**
 * The one 'exit' listener of the process. Node runs it at every ordinary end: the loop is empty,
 * `process.exit()`, an uncaught error, an unhandled rejection. The dedicated thread goes on while this
 * one blocks here. It can run twice (another listener that throws restarts the event), and listeners
 * after it may log: those records are handed over one by one.
 */
export class ExitCoordinator {
  readonly #handles = new Set<PipelineHandle>()
  readonly #onExiting: () => void
  #lateLeft = LATE_MS
  /** When the first drain began: all that follows has one deadline. */
  #began: number | null = null
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

  /**
   * True when every pipeline has written what was logged so far, false when a deadline passes first. `ending`: the
   * process ends then, and no thread has the time that a hang takes to be found at leisure.
   */
  async flushAll(timeoutMs: number | null, ending: boolean): Promise<boolean> {
    const handles = [...this.#handles]
    const timeoutOf = ({ config }: PipelineHandle): number => timeoutMs ?? config.shutdownTimeoutMs
    const began = performance.now()
    const revive = (): void => {
      for (const handle of handles) {
        const timeout = timeoutOf(handle)
        handle.reviveBeforeExit(began + timeout, timeout)
      }
    }
    const timer = ending ? setInterval(revive, LOOK_MS) : undefined
    const flushed = await Promise.all(handles.map((handle) => handle.flush(timeoutOf(handle))))
    clearInterval(timer)
    return flushed.every(Boolean)
  }

  /** Blocks until every pipeline is empty or its deadline has passed, `atMostMs` from the first drain on. */
  drainNow(atMostMs = Number.POSITIVE_INFINITY): void {
    const began = (this.#began ??= performance.now())
    drainTogether([...this.#handles], (handle) => began + Math.min(handle.config.exitTimeoutMs, atMostMs))
    if (this.exiting) return
    this.exiting = true
    this.#onExiting()
  }

  /** After a late record: waits for it while there is time. */
  handOff(handle: PipelineHandle): void {
    const now = performance.now()
    const ends = (this.#began ?? now) + handle.config.exitTimeoutMs
    const deadline = Math.max(ends, now + this.#lateLeft)
    if (deadline <= now) return
    drainTogether([handle], () => deadline)
    const over = performance.now() - Math.max(now, ends)
    if (over <= 0) return
    this.#lateLeft -= over
    if (this.#lateLeft <= 0) diagnose('exit', 'what is logged from now on may be lost: the time is up')
  }
}
