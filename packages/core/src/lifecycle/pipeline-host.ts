import type { PipelineData, PipelineRequest, SinkFailure } from '../pipeline/thread-messages.ts'

export type OnLines = (lines: readonly string[], levels: readonly number[]) => void

/** What runs the pipeline of a queue: the dedicated thread, or, inline, this one. */
export interface PipelineHost {
  /** Set while nothing may start yet: the configuration is still to come. */
  held: boolean
  /** Whether it has something to drain at exit, or nothing any more. */
  onActive: ((active: boolean) => void) | null
  onLines: OnLines | null
  /** Threads started. */
  readonly starts: number
  start(): void
  /** Makes sure that somebody will look at the ring. */
  wake(): void
  /** Makes room at once, if it can. */
  makeRoom(): boolean
  /** The sinks that could not be set up. */
  sinkFailures(): readonly SinkFailure[]
  /** Hands over at once what it has sent to this thread: lines for subscribers, failures of sinks. */
  receive(): void
  request(request: PipelineRequest): void
  /** Finishes and ends; resolves true when it has, false when `timeoutMs` is over first. */
  stop(timeoutMs: number): Promise<boolean>
  /** Replaces a thread that is dead, or is not to be waited for any longer. */
  revive(stalledMs: number, exit: ExitTimes): void
  /**
   * While the process ends and no event loop turns: pushes on. `stalledMs`: since something last got done. False: nothing
   * more will.
   */
  pushAtExit(stalledMs: number, exit: ExitTimes): boolean
}

export interface ExitTimes {
  /** `performance.now()` at which the process goes, whatever is left. */
  readonly deadline: number
  /** How long a thread may do nothing, and not answer, before it is replaced. */
  readonly patienceMs: number
}

/** What a pipeline is started with, but for what its host adds. */
export type DescribePipeline = () => Omit<
  PipelineData,
  'shared' | 'lease' | 'caution' | 'inDoubt' | 'disabled' | 'oneByOne'
>
