import { type ContextBlock, EMPTY_BLOCK } from '../codec/context-block.ts'
import type { LevelName } from '../config/settings.ts'
import type { DrainResult, LoggerStats } from '../lifecycle/drain-result.ts'
import type { PipelineHandle } from '../lifecycle/pipeline-handle.ts'
import { ThreadState } from '../ring/layout.ts'
import type { RecordSource } from '../codec/record-encoder.ts'
import type { Producer } from '../ring/producer.ts'
import { levelOf, serializersOf } from './child-options.ts'
import { INSTEAD_OF_FASTIFYS } from './for-fastify.ts'
import { encodeFields, mergeContexts, withoutKeys } from './bound-context.ts'
import { lateProducer, lateWaiters, type Waiters } from './late-producer.ts'
import { LevelChoice } from './level-choice.ts'
import { levelName, levelNumber, requireLevel, SILENT } from './levels.ts'
import { type Serializers, serialized, serializingProducer, serializingWaiters } from './serializing.ts'
import { state } from './shared-state.ts'
import type { ChildOptions, FlushOptions, HealthReport } from './types.ts'

/** Finds the pipeline that a logger writes to; asked again whenever the epoch moved. */
export type FindPipeline = () => PipelineHandle

export interface CoreOptions {
  readonly name: string
  readonly find: FindPipeline
  readonly level: LevelChoice
  readonly bound: ContextBlock
  /** Absent for most: only children that were made with some have them. */
  readonly serializers?: Serializers | null
}

/** Longer than it takes to find a module that hangs while it is loaded: twice HUNG_AFTER_MS, and a start. */
const READY_TIMEOUT_MS = 15_000
/** Node fires longer timers at once. */
const MAX_TIMER_MS = 2 ** 31 - 1
const STATE_NAMES = Object.keys(ThreadState) as (keyof typeof ThreadState)[]
const ERROR = 40

/**
 * What both facades are made of. Everything a log call needs stands in own fields (`min`, `producer`,
 * `bound`, `nameRef`), worked out anew when the epoch has moved: so loggers may be made before the
 * configuration is known, and level changes reach children without a look at them per call. Nothing is
 * `#private`: containers and mocks put a Proxy around loggers, on which private members throw.
 */
export class LoggerCore implements RecordSource {
  readonly name: string
  readonly bound: ContextBlock
  readonly find: FindPipeline
  readonly levelChoice: LevelChoice
  epoch = -1
  min = 0
  nameRef = 0
  handle: PipelineHandle | null = null
  producer!: Producer
  waiters!: Waiters
  readonly ownSerializers: Serializers | null
  /** Lost and failed records at the last health check. */
  troubles = 0

  constructor({ name, find, level, bound, serializers = null }: CoreOptions) {
    this.name = name
    this.find = find
    this.levelChoice = level
    this.bound = bound
    this.ownSerializers = serializers
  }

  rebind(): void {
    const handle = this.find()
    this.handle = handle
    const { exiting } = state.exit
    this.producer = exiting ? lateProducer(handle) : handle.producer
    this.waiters = exiting ? lateWaiters(this.producer) : handle.waiters
    if (this.ownSerializers !== null) {
      this.producer = serializingProducer(this.producer, this.ownSerializers)
      this.waiters = serializingWaiters(this.waiters, this.ownSerializers)
    }
    this.nameRef = handle.producer.nameRef(this.name)
    // Until the configuration is known everything is kept; the thread then filters by the real level.
    this.min = this.levelChoice.chosen ?? (handle.provisional ? 0 : handle.config.level)
    this.epoch = state.epoch
  }

  bindTo(): PipelineHandle {
    if (this.epoch !== state.epoch) this.rebind()
    return this.handle as PipelineHandle
  }

  get level(): string {
    const handle = this.bindTo()
    return levelName(this.levelChoice.chosen ?? handle.config.level)
  }

  set level(level: LevelName) {
    this.levelChoice.own = requireLevel(level)
    state.epoch++
  }

  isLevelEnabled(level: LevelName): boolean {
    this.bindTo()
    const number = this.numberOf(level)
    return number !== undefined && number >= this.min
  }

  /** The number to log at; below every level for `silent`, at which nothing is logged. */
  protected numberOf(level: unknown): number | undefined {
    const number = levelNumber(level)
    return number === SILENT ? -1 : number
  }

  protected readonly errorLevel: number = ERROR

  /** For a logger with `fields`, turned by `serializers`, beside what this one has bound. */
  protected withFields(fields: object, serializers = this.ownSerializers): CoreOptions {
    const turned = serializers === null ? fields : (serialized(fields, serializers) as object)
    return derived(this, mergeContexts(this.bound, encodeFields(turned)))
  }

  /** For a logger with serializers and a level of its own. */
  protected childOf(fields: object, options: ChildOptions): CoreOptions {
    const serializers = serializersOf(this.ownSerializers, options)
    const child = this.withFields(fields, serializers)
    child.level.own = levelOf(options)
    return { ...child, serializers }
  }

  /** For Fastify, which is no caller of ours: not in the types. */
  get serializers(): Serializers {
    return { ...INSTEAD_OF_FASTIFYS, ...this.ownSerializers }
  }

  protected withoutFields(keys: readonly string[]): CoreOptions {
    return derived(this, keys.length === 0 ? EMPTY_BLOCK : withoutKeys(this.bound, keys))
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
    const ailing = Object.values(stats.sinks).some((sink) => sink.state !== 'healthy')
    const degraded = ailing || troubles > this.troubles
    this.troubles = troubles
    const status = thread === 'dead' ? 'unhealthy' : degraded ? 'degraded' : 'healthy'
    return Promise.resolve({ status, thread, threadStarts: handle.threadStarts, stats })
  }

  ready(): Promise<void> {
    return this.bindTo().ready(READY_TIMEOUT_MS)
  }

  flush(options?: FlushOptions): Promise<boolean> {
    const handle = this.bindTo()
    return handle.flush(deadline(options, handle))
  }

  drain(options?: FlushOptions): Promise<DrainResult> {
    const handle = this.bindTo()
    return handle.drain(deadline(options, handle))
  }

  stopAndDrain(options?: FlushOptions): Promise<DrainResult> {
    return this.drain(options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain()
  }

  /** A logger that is logged, by mistake or as part of something, is one short value. */
  toJSON(): object {
    return { name: this.name, level: this.level }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `logger ${JSON.stringify(this)}`
  }
}

function derived({ name, find, levelChoice, ownSerializers }: LoggerCore, bound: ContextBlock): CoreOptions {
  return { name, find, level: new LevelChoice(levelChoice), bound, serializers: ownSerializers }
}

/** Anything but a number of milliseconds counts as not given: ending must not fail over its own options. */
function deadline(options: FlushOptions | undefined, handle: PipelineHandle): number {
  const timeoutMs: unknown = options?.timeoutMs
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 0)) return handle.config.shutdownTimeoutMs
  return Math.min(timeoutMs, MAX_TIMER_MS)
}
