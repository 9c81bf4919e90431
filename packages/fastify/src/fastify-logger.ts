import type { FastifyBaseLogger } from 'fastify'
import { type DrainResult, type FlushOptions, isLevelName as isKnownLevel, type LoggerStats } from 'fapilog'
import type { AnyLogger } from '@fapilog/request'
import { isLevelName, levelNumber, LEVELS, pinoName } from './levels.ts'
import { boundSource, levelledSource, type LoggerSource } from './logger-source.ts'
import {
  mergeSerializers,
  messageBeside,
  readSerializers,
  serialized,
  type Serializers,
} from './serializers.ts'

export type Method = keyof Printer

/** What a child is made with, beside its bindings; Fastify gives the route's `logLevel` and `logSerializers`. */
export interface ChildOptions {
  readonly level?: string | undefined
  readonly serializers?: unknown
}

/**
 * A logger of ours in the shape that Fastify wants: pino's, with child bindings, serializers and levels. Everything
 * is logged by the facade that `source` has at that time.
 */
export class FastifyLogger {
  source: LoggerSource
  readonly serializers: Serializers | null
  /** Below it nothing is logged, whatever the facade's own level is. */
  min: number

  constructor(source: LoggerSource, serializers: Serializers | null, min = 0) {
    this.source = source
    this.serializers = serializers
    this.min = min
  }

  /** On the prototype: one is made for each request. */
  get levels(): typeof LEVELS {
    return LEVELS
  }

  trace(a: unknown, b?: unknown, c?: unknown): unknown {
    return arguments.length > 3 ? this.surplus('trace', 5, arguments) : this.emit('trace', 5, a, b, c)
  }

  debug(a: unknown, b?: unknown, c?: unknown): unknown {
    return arguments.length > 3 ? this.surplus('debug', 10, arguments) : this.emit('debug', 10, a, b, c)
  }

  info(a: unknown, b?: unknown, c?: unknown): unknown {
    return arguments.length > 3 ? this.surplus('info', 20, arguments) : this.emit('info', 20, a, b, c)
  }

  warn(a: unknown, b?: unknown, c?: unknown): unknown {
    return arguments.length > 3 ? this.surplus('warn', 30, arguments) : this.emit('warn', 30, a, b, c)
  }

  error(a: unknown, b?: unknown, c?: unknown): unknown {
    return arguments.length > 3 ? this.surplus('error', 40, arguments) : this.emit('error', 40, a, b, c)
  }

  fatal(a: unknown, b?: unknown, c?: unknown): unknown {
    return arguments.length > 3 ? this.surplus('fatal', 50, arguments) : this.emit('fatal', 50, a, b, c)
  }

  silent(): void {
    // A level of pino's at which nothing is logged.
  }

  /** Whether the line is somebody else's to print. For lines that Fastify logs itself; see `RequestLog`. */
  absorbs(_a: unknown, _b: unknown, _method: Method): boolean {
    return false
  }

  private emit(method: Method, level: number, a: unknown, b: unknown, c: unknown): unknown {
    if (level < this.min || this.absorbs(a, b, method)) return undefined
    const logger: Printer = this.source.logger
    const { serializers } = this
    const first = serialized(a, serializers)
    const second = first === a ? b : messageBeside(a, b)
    return asPinos(logger[method](first, serialized(second, serializers), serialized(c, serializers)))
  }

  private surplus(method: Method, level: number, args: ArrayLike<unknown>): unknown {
    if (level < this.min) return undefined
    const logger: Printer = this.source.logger
    const [first, second, ...others] = Array.from(args, (value) => serialized(value, this.serializers))
    const message = first === args[0] ? second : messageBeside(args[0], second)
    return asPinos(Reflect.apply(logger[method], logger, [first, message, ...others]))
  }

  child(bindings: object, options?: ChildOptions | null): FastifyLogger {
    const { level, serializers } = options ?? {}
    const all = mergeSerializers(this.serializers, readSerializers(serializers))
    const turned = serialized(bindings, all) as object
    const child = new FastifyLogger(boundSource(this.source, turned), all, this.min)
    child.setLevelIfKnown(level)
    return child
  }

  bind(fields: object): FastifyLogger {
    return this.child(fields)
  }

  /** In pino's names. */
  get level(): string {
    const own = LEVELS.labels[this.min]
    return this.min > 0 && own !== undefined
      ? pinoName(own.toUpperCase())
      : pinoName(this.source.logger.level)
  }

  /** Of this logger and of children made later. Throws FAPILOG_E_LEVEL for an unknown level. */
  set level(level: string) {
    const number = levelNumber(level)
    // What the facade logs anyway is only to be held back. Its own level is dear: all loggers look again after it.
    const covered = number === Number.POSITIVE_INFINITY || (isLevelName(level) && this.logs(level))
    if (!covered) this.source = levelledSource(this.source, level as never)
    this.min = number ?? 0
  }

  /** For what is set for each request: a mistake must not throw. It is reported, and the level stays. */
  setLevelIfKnown(level: string | null | undefined): void {
    if (level === undefined || level === null || level === '') return
    if (isKnownLevel(level)) this.level = level
    else void this.source.logger.child({}, { level })
  }

  private logs(level: Parameters<AnyLogger['isLevelEnabled']>[0]): boolean {
    return this.source.logger.isLevelEnabled(level)
  }

  isLevelEnabled(level: string): boolean {
    const number = levelNumber(level)
    return (number === undefined || number >= this.min) && this.logs(level as never)
  }

  stats(): LoggerStats {
    return this.source.logger.stats()
  }

  /** Shutdown helpers call it as pino's, without waiting, or with a callback; hooks return it. Never rejects. */
  async flush(given?: FlushOptions | ((error?: Error) => void)): Promise<void> {
    const done = typeof given === 'function' ? given : undefined
    await this.source.logger.flush(typeof given === 'function' ? undefined : given)
    done?.()
  }

  drain(options?: FlushOptions): Promise<DrainResult> {
    return this.source.logger.drain(options)
  }

  /** A logger that is logged by mistake is one short value. */
  toJSON(): object {
    return { name: this.source.logger.name, level: this.level }
  }

  /** Its methods take what pino's take; pino's types also count printf placeholders, of which there are none here. */
  public(): FastifyBaseLogger {
    return this as unknown as FastifyBaseLogger
  }
}

const nothing = (): void => undefined

/**
 * Pino's methods return nothing: `async () => app.log.info('closing')` is the hook of many, and Fastify takes what a `preClose`
 * hook resolves with for an error, and that of an `onSend` hook for the answer. Those of the async facade can be waited for.
 */
function asPinos(result: unknown): unknown {
  if (typeof result === 'boolean') return undefined
  return result instanceof Promise ? result.then(nothing) : result
}

/** Both facades; what the async one returns never rejects. */
interface Printer {
  trace(a: unknown, b?: unknown, c?: unknown): unknown
  debug(a: unknown, b?: unknown, c?: unknown): unknown
  info(a: unknown, b?: unknown, c?: unknown): unknown
  warn(a: unknown, b?: unknown, c?: unknown): unknown
  error(a: unknown, b?: unknown, c?: unknown): unknown
  fatal(a: unknown, b?: unknown, c?: unknown): unknown
}
