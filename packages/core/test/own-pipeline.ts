import { EMPTY_BLOCK } from '../src/codec/context-block.ts'
import type { ResolvedQueue } from '../src/config/resolved-config.ts'
import type { ResolvedSink, Settings } from '../src/config/settings.ts'
import { PipelineHandle } from '../src/lifecycle/pipeline-handle.ts'
import { AsyncFacade } from '../src/logger/async-facade.ts'
import { LevelChoice } from '../src/logger/level-choice.ts'
import { resolveHere } from '../src/logger/pipelines.ts'
import { state } from '../src/logger/shared-state.ts'
import { SyncFacade } from '../src/logger/sync-facade.ts'
import type { AsyncLoggerFacade, SyncLoggerFacade } from '../src/logger/types.ts'

/** What no setting can choose. */
export interface OwnPipelineOptions {
  /** Smaller than any setting allows. */
  readonly queue?: Partial<ResolvedQueue>
  /** Where the positions of the queue begin: near 2^31 and 2^32 they soon pass what int32 holds. */
  readonly start?: number
  readonly sinks?: readonly ResolvedSink[]
}

export interface OwnPipeline {
  readonly handle: PipelineHandle
  readonly logger: SyncLoggerFacade
  readonly asyncLogger: AsyncLoggerFacade
}

/** The whole path from both facades to the thread and its sinks, with a queue made for the test. */
export function openOwnPipeline(settings: Settings, options: OwnPipelineOptions = {}): OwnPipeline {
  const { config } = resolveHere(settings)
  const { queue, sinks = config.sinks, start } = options
  const handle = new PipelineHandle(
    { ...config, sinks, queue: { ...config.queue, ...queue } },
    state.making,
    false,
    start,
  )
  const core = { name: 'own', find: () => handle, level: new LevelChoice(null), bound: EMPTY_BLOCK }
  return {
    handle,
    logger: new SyncFacade(core).public(),
    asyncLogger: new AsyncFacade(core).public(),
  }
}

/** A queue of a few KiB: full after a handful of records, and its end is passed all the time. */
export const TINY_QUEUE = { capacity: 32 * 1024, maxRecord: 8192, reserve: 8192 } as const
