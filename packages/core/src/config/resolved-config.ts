import type { OnFull, PresetName, ResolvedSink, ThreadMode } from './settings.ts'

/** The one configuration everything runs by: plain, deeply frozen, every value filled in. */
export interface ResolvedConfig {
  readonly preset: PresetName | null
  /** The number of `levelName`; records below it are not logged. */
  readonly level: number
  /** Upper-case, never an alias: WARNING, CRITICAL, SILENT. */
  readonly levelName: string
  readonly sinks: readonly ResolvedSink[]
  readonly queue: ResolvedQueue
  readonly service: string | null
  readonly env: string | null
  readonly version: string | null
  /**
   * Stays on the caller, which encodes it into each record: its values are the application's own objects,
   * not copied, not frozen and perhaps not cloneable. Only the object that holds them is a frozen copy.
   */
  readonly context: Readonly<Record<string, unknown>> | null
  readonly shutdownTimeoutMs: number
  readonly exitTimeoutMs: number
  readonly diagnostics: boolean
  readonly schemaVersion: boolean
  readonly thread: ResolvedThread
}

export interface ResolvedQueue {
  /** Bytes, a power of two. */
  readonly capacity: number
  /** The largest encoded record, in bytes. */
  readonly maxRecord: number
  /** What stays free for ERROR and above, AUDIT and SECURITY, in bytes; at least one `maxRecord`. */
  readonly reserve: number
  readonly onFull: OnFull
  readonly waitMs: number
  /** May be Infinity. */
  readonly asyncWaitMs: number
}

export interface ResolvedThread {
  /** Where the pipeline runs. */
  readonly mode: ThreadMode
  readonly maxYoungGenerationSizeMb: number
  readonly maxOldGenerationSizeMb: number
}

/** What crosses to the dedicated thread: structured-clone-able throughout. */
export type ThreadConfig = Omit<ResolvedConfig, 'context'>

export const forThread = (config: ResolvedConfig): ThreadConfig => {
  const { context: _, ...crossing } = config
  return Object.freeze(crossing)
}

/** Where a value came from. */
export interface Origin {
  readonly source: 'code' | 'environment' | 'preset' | 'detection' | 'default'
  /** The variable, the preset, or what was detected. */
  readonly from?: string
}

export interface Resolution {
  readonly config: ResolvedConfig
  /** One entry for each leaf of `config`, by its dotted key: `queue.capacity`, `sinks.0.kind`. */
  readonly origins: ReadonlyMap<string, Origin>
  /** For the caller to announce once: names in the environment that nobody reads. Never a value. */
  readonly warnings: readonly string[]
}
