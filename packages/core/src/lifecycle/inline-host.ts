import { diagnose } from '../observe/diagnostics.ts'
import type { InlinePipeline } from '../pipeline/inline-pipeline.ts'
import type {
  DisabledSinks,
  PipelineData,
  PipelineRequest,
  SinkFailure,
  ThreadReport,
} from '../pipeline/thread-messages.ts'
import { PARKED, READ, type SharedPipeline, WRITE } from '../ring/layout.ts'
import { createLease, LeaseWatch } from '../ring/lease.ts'
import { takeOver } from '../ring/take-over.ts'
import { modulesOf } from './blame.ts'
import { endsWithin } from './ends-within.ts'
import type { DescribePipeline, ExitTimes, OnLines, PipelineHost } from './pipeline-host.ts'
import { loadPipeline } from './thread-source.ts'

/** After a start that failed: there is no sink that could take a record. */
const RETRY_MS = 1000

/** Runs the pipeline on this thread: chosen with `thread: 'inline'`, or because no thread can be had. */
export class InlineHost implements PipelineHost {
  readonly #shared: SharedPipeline
  readonly #describe: DescribePipeline
  #disabled: DisabledSinks
  #pipeline: InlinePipeline | null = null
  #sinkFailures: readonly SinkFailure[] = []
  #notBefore = 0
  /** Why it could not be started the last time: said once, however often it is tried. */
  #failure: string | null = null
  #lease: LeaseWatch | null = null
  readonly starts = 0
  held = false
  onActive: ((active: boolean) => void) | null = null
  onLines: OnLines | null = null

  constructor(shared: SharedPipeline, describe: DescribePipeline, disabled: DisabledSinks = new Map()) {
    this.#shared = shared
    this.#describe = describe
    this.#disabled = disabled
  }

  start(): void {
    if (this.held || this.#pipeline !== null || performance.now() < this.#notBefore) return
    this.onActive?.(true)
    this.#sinkFailures = []
    const words = new Int32Array(this.#shared.control)
    const described = this.#describe()
    const lease = createLease(Atomics.load(words, READ), described.config.sinks.length)
    this.#lease = new LeaseWatch(this.#shared, lease)
    const data: PipelineData = {
      ...described,
      shared: this.#shared,
      lease,
      caution: null,
      inDoubt: [],
      disabled: this.#disabled,
      oneByOne: false,
    }
    try {
      const { InlinePipeline: Inline } = loadPipeline()
      this.#pipeline = new Inline(
        data,
        (report) => this.#take(report),
        (error) => this.#failed(error),
      )
    } catch (error) {
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    this.#pipeline = null
    this.#notBefore = performance.now() + RETRY_MS
    Atomics.store(new Int32Array(this.#shared.control), PARKED, -1)
    const failure = String(error)
    if (failure === this.#failure) return
    this.#failure = failure
    diagnose('pipeline', 'the pipeline could not be started: nothing is written', { error: failure })
  }

  #take(report: ThreadReport): void {
    if (report.kind === 'lines') this.onLines?.(report.lines, report.levels)
    else this.#sinkFailures = report.failures
  }

  wake(): void {
    if (this.#pipeline === null) this.start()
    else this.#pipeline.wake()
  }

  makeRoom(): boolean {
    return this.#pipeline?.turn() ?? false
  }

  sinkFailures(): readonly SinkFailure[] {
    return this.#sinkFailures
  }

  /** Everything is handed over as it is written. */
  receive(): void {}

  request(request: PipelineRequest): void {
    this.#pipeline?.take(request)
  }

  async stop(timeoutMs: number): Promise<boolean> {
    const pipeline = this.#pipeline
    if (pipeline === null) return true
    const ended = await endsWithin(pipeline.stop(), timeoutMs)
    if (this.#pipeline === pipeline) this.#pipeline = null
    if (!ended && this.#lease !== null)
      takeOver(this.#shared, this.#lease, this.#describe().config.sinks.length, false)
    this.onActive?.(false)
    const words = new Int32Array(this.#shared.control)
    // Logged while the sinks were being closed.
    if (Atomics.load(words, WRITE) !== Atomics.load(words, READ)) this.start()
    return ended
  }

  /** There is none. */
  revive(): void {}

  pushAtExit(_stalledMs: number, { deadline }: ExitTimes): boolean {
    if (this.#pipeline === null) this.start()
    if (this.#pipeline?.isLoading === true) this.#startWithoutModules()
    this.#pipeline?.finish(deadline)
    // What is left now waits for the event loop: a module's answer.
    return false
  }

  /** No event loop turns any more that could load them, and the other sinks must not wait for that. */
  #startWithoutModules(): void {
    this.#disabled = modulesOf(
      this.#describe().config.sinks,
      'the process ended before its module was loaded',
    )
    this.#pipeline = null
    this.start()
  }
}
