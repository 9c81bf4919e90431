import { type ContextBlock, EMPTY_BLOCK } from '../codec/context-block.ts'
import { ownFields } from '../codec/exotic.ts'
import type { LevelName } from '../config/settings.ts'
import type { DrainResult, LoggerStats } from '../lifecycle/drain-result.ts'
import type { PipelineHandle } from '../lifecycle/pipeline-handle.ts'
import { ThreadState } from '../ring/layout.ts'
import type { RecordSource } from '../codec/record-encoder.ts'
import type { Producer } from '../ring/producer.ts'
import type { RoomWaiters } from '../ring/room-waiters.ts'
import { lateProducer } from './late-producer.ts'
import { levelName, levelNumber, requireLevel } from './levels.ts'
import { state } from './shared-state.ts'
import type { FlushOptions, HealthReport } from './types.ts'

/** Finds the pipeline that a logger writes to; asked again whenever the epoch moved. */
export type FindPipeline = () => PipelineHandle

export interface CoreOptions {
  readonly name: string
  readonly find: FindPipeline
  readonly parent: LoggerCore | null
  readonly fields: object | null
}

const READY_TIMEOUT_MS = 10_000
const STATE_NAMES = Object.keys(ThreadState) as (keyof typeof ThreadState)[]
const INFO = 20
const ERROR = 40

/**
 * What both facades are made of. Everything a log call needs stands in own fields (`min`, `producer`,
 * `bound`, `nameRef`), worked out anew when the epoch has moved: so loggers may be made before the
 * configuration is known, and level changes reach children without a look at them per call.
 */
export class LoggerCore implements RecordSource {
  readonly name: string
  readonly bound: ContextBlock
  readonly fields: object | null
  readonly parent: LoggerCore | null
  readonly find: FindPipeline
  ownLevel: number | null = null
  epoch = -1
  min = 0
  nameRef = 0
  handle: PipelineHandle | null = null
  producer!: Producer
  waiters!: RoomWaiters
  #troubles = 0

  constructor({ name, find, parent, fields }: CoreOptions) {
    this.name = name
    this.find = find
    this.parent = parent
    this.fields = fields
    this.bound = fields === null ? EMPTY_BLOCK : state.making.encodeContext(fields)
  }

  rebind(): void {
    const handle = this.find()
    this.handle = handle
    this.producer = state.exit.exiting ? lateProducer(handle) : handle.producer
    this.waiters = handle.waiters
    this.nameRef = handle.producer.nameRef(this.name)
    const own = this.#chosenLevel()
    // Until the configuration is known everything is kept; the thread then filters by the real level.
    this.min = own ?? (handle.provisional ? 0 : handle.config.level)
    this.epoch = state.epoch
  }

  bindTo(): PipelineHandle {
    if (this.epoch !== state.epoch) this.rebind()
    return this.handle as PipelineHandle
  }

  #chosenLevel(): number | null {
    return this.ownLevel ?? (this.parent === null ? null : this.parent.#chosenLevel())
  }

  get level(): string {
    const handle = this.bindTo()
    return levelName(this.#chosenLevel() ?? handle.config.level)
  }

  set level(level: LevelName) {
    this.ownLevel = requireLevel(level)
    state.epoch++
  }

  isLevelEnabled(level: LevelName): boolean {
    this.bindTo()
    const number = levelNumber(level)
    return number !== undefined && number >= this.min
  }

  /** The number for `log(level, …)`: a typing mistake must not lose the record. */
  protected levelOf(level: unknown): number {
    return levelNumber(level) ?? INFO
  }

  protected readonly errorLevel: number = ERROR

  protected boundWith(fields: object): object {
    const added = typeof fields === 'object' && fields !== null ? ownFields(fields) : { value: fields }
    return Object.assign(Object.create(null) as object, this.fields, added)
  }

  protected boundWithout(keys: readonly string[]): object | null {
    if (this.fields === null || keys.length === 0) return null
    const kept = Object.entries(this.fields).filter(([key]) => !keys.includes(key))
    return Object.assign(Object.create(null) as object, Object.fromEntries(kept))
  }

  stats(): LoggerStats {
    return this.bindTo().stats()
  }

  checkHealth(): Promise<HealthReport> {
    const handle = this.bindTo()
    const stats = handle.stats()
    const thread = STATE_NAMES[handle.threadState] ?? 'dead'
    const { queue_full, reentrant, encode_failed } = stats.dropped
    const troubles = stats.failed + queue_full + reentrant + encode_failed
    const degraded = troubles > this.#troubles
    this.#troubles = troubles
    const status = thread === 'dead' ? 'unhealthy' : degraded ? 'degraded' : 'healthy'
    return Promise.resolve({ status, thread, threadStarts: handle.threadStarts, stats })
  }

  ready(): Promise<void> {
    return this.bindTo().ready(READY_TIMEOUT_MS)
  }

  flush(options: FlushOptions = {}): Promise<boolean> {
    const handle = this.bindTo()
    return handle.flush(options.timeoutMs ?? handle.config.shutdownTimeoutMs)
  }

  drain(options: FlushOptions = {}): Promise<DrainResult> {
    const handle = this.bindTo()
    return handle.drain(options.timeoutMs ?? handle.config.shutdownTimeoutMs)
  }

  stopAndDrain(options?: FlushOptions): Promise<DrainResult> {
    return this.drain(options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain()
  }
}
