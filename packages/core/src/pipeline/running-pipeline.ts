import { configureDiagnostics, keepSpareDescriptor } from '../observe/diagnostics.ts'
import { Lease, loadingOf, Phase } from '../ring/lease.ts'
import { PROGRESS, STATE } from '../ring/layout.ts'
import type { Sink } from '../sinks/sink.ts'
import { type OpenedSinks, openOneByOne, openSinks } from './open-sinks.ts'
import { Pipeline } from './pipeline.ts'
import { tapFor } from './tap.ts'
import type { PipelineData, PipelineRequest, ThreadReport } from './thread-messages.ts'

/** A pipeline with its sinks, on the thread that it was made on: the dedicated one, or, inline, the caller's. */
export class RunningPipeline {
  readonly pipeline: Pipeline
  readonly #data: PipelineData
  readonly #sinks: readonly (Sink | null)[]
  readonly #report: (report: ThreadReport) => void

  private constructor(
    data: PipelineData,
    lease: Lease,
    report: (report: ThreadReport) => void,
    opened: OpenedSinks,
  ) {
    this.#data = data
    this.#report = report
    this.#sinks = opened.sinks
    // Before the pipeline is said to run: who waits for that looks for this next.
    if (opened.failures.length > 0) report({ kind: 'sinks-failed', failures: opened.failures })
    this.pipeline = new Pipeline(data.shared, {
      ids: data.ids,
      diagnostics: data.diagnostics,
      schemaVersion: data.config.schemaVersion,
      baseContext: data.baseContext,
      sinks: opened.sinks,
      early: data.early,
      lease,
      caution: data.caution,
      inDoubt: data.inDoubt,
    })
    this.pipeline.tap = tapFor(data.subscribed, report)
    lease.enter(Phase.running)
  }

  /** Opens the sinks; a promise where a module has to be loaded for one. */
  static open(
    data: PipelineData,
    lease: Lease,
    report: (report: ThreadReport) => void,
  ): RunningPipeline | Promise<RunningPipeline> {
    configureDiagnostics({ enabled: data.config.diagnostics })
    if (data.config.diagnostics) keepSpareDescriptor()
    if (data.config.sinks.some(({ kind }) => kind === 'module')) lease.enter(Phase.loading)
    const opening = data.oneByOne
      ? openOneByOne(data.config.sinks, data.disabled, (sink) => lease.enter(loadingOf(sink)))
      : openSinks(data.config.sinks, data.disabled)
    if (opening instanceof Promise)
      return opening.then((opened) => new RunningPipeline(data, lease, report, opened))
    return new RunningPipeline(data, lease, report, opening)
  }

  /** Nothing that waits here keeps the process alive. */
  unref(): void {
    for (const sink of this.#sinks) sink?.unref?.()
  }

  take(request: PipelineRequest): void {
    if (request.kind === 'reopen') this.#reopenFiles()
    else this.pipeline.tap = tapFor(request.level, this.#report)
  }

  #reopenFiles(): void {
    for (const [i, sink] of this.#data.config.sinks.entries()) {
      if (sink.kind === 'rotating-file' && sink.reopenOnSighup) this.#sinks[i]?.reopen?.()
    }
  }
}

/** Tells those who wait, also one that blocks in its exit drain. */
export function setState(data: PipelineData, state: number): void {
  const words = new Int32Array(data.shared.control)
  Atomics.store(words, STATE, state)
  Atomics.add(words, PROGRESS, 1)
  Atomics.notify(words, PROGRESS)
}
