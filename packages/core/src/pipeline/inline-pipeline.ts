import { PARKED, ThreadState } from '../ring/layout.ts'
import { Lease } from '../ring/lease.ts'
import { RunningPipeline, setState } from './running-pipeline.ts'
import type { PipelineData, PipelineRequest, ThreadReport } from './thread-messages.ts'

/** The application's loop gets its turn at least this often. */
const TURN_MS = 5
/** The value of the parked word while this pipeline sleeps: who publishes calls `wake`. */
const ASLEEP = -1

/**
 * The pipeline on the caller's own thread: between two turns of its event loop, and at once where a record needs room
 * or the process ends. Sinks that are modules are loaded first, which takes turns of the loop.
 */
export class InlinePipeline {
  readonly #data: PipelineData
  readonly #words: Int32Array
  #running: RunningPipeline | null = null
  #scheduled = false
  /** A sink has no room: it goes on when that has. */
  #blocked = false
  #turning = false
  #stopping = false

  constructor(
    data: PipelineData,
    report: (report: ThreadReport) => void,
    onFailed: (error: unknown) => void,
  ) {
    this.#data = data
    this.#words = new Int32Array(data.shared.control)
    Atomics.store(this.#words, PARKED, 0)
    setState(data, ThreadState.booting)
    const start = (running: RunningPipeline): void => {
      this.#running = running
      running.unref()
      setState(data, ThreadState.running)
      this.#schedule()
    }
    const opening = RunningPipeline.open(data, new Lease(data.shared, data.lease), report)
    if (opening instanceof Promise) opening.then(start).catch(onFailed)
    else start(opening)
  }

  /** Whether a module of a sink is not there yet. */
  get isLoading(): boolean {
    return this.#running === null
  }

  /** Something was published while it slept, or somebody waits for all of it. */
  wake(): void {
    this.#running?.pipeline.unblock()
    if (Atomics.compareExchange(this.#words, PARKED, ASLEEP, 0) === ASLEEP) this.#schedule()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#run(performance.now() + TURN_MS)
    })
  }

  #run(end: number): void {
    while (!this.#blocked) {
      if (!this.turn()) return this.#rest()
      if (performance.now() >= end) return this.#schedule()
    }
  }

  /** Hands one batch to the sinks. False: there is none, or no sink has room. */
  turn(): boolean {
    const pipeline = this.#running?.pipeline
    // A sink that logs while it writes does not start the next write.
    if (pipeline === undefined || this.#blocked || this.#turning || this.#stopping) return false
    this.#turning = true
    try {
      const turn = pipeline.turn()
      if (typeof turn === 'number') return turn > 0
      this.#blocked = true
      void turn.then(() => {
        this.#blocked = false
        this.#schedule()
      })
      return true
    } finally {
      this.#turning = false
    }
  }

  #rest(): void {
    if (this.#running === null || this.#blocked) return
    Atomics.store(this.#words, PARKED, ASLEEP)
    if (this.#running.pipeline.hasMore) this.wake()
  }

  /** At the end of the process: writes all it can until `deadline` (`performance.now()`), without the event loop. */
  finish(deadline: number): void {
    const pipeline = this.#running?.pipeline
    if (pipeline === undefined) return
    pipeline.finish(deadline)
    pipeline.unblock()
    // Nothing blocks it any more, but only the loop would say so.
    this.#blocked = false
    while (performance.now() < deadline && this.turn());
  }

  take(request: PipelineRequest): void {
    this.#running?.take(request)
  }

  /** Once the ring is empty: flushes and closes the sinks. */
  async stop(): Promise<void> {
    const pipeline = this.#running?.pipeline
    while (pipeline?.busy === true) await new Promise((resolve) => setImmediate(resolve))
    // What comes from here on is for the next one.
    this.#stopping = true
    await pipeline?.flush()
    await pipeline?.close()
    this.#running = null
    // It took too long, and there is a next one.
    if (pipeline?.deposed === true) return
    Atomics.store(this.#words, PARKED, ASLEEP)
    setState(this.#data, ThreadState.stopped)
  }
}
