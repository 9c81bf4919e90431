import type { LevelName } from 'fapilog'
import type { AnyLogger, RequestLogging } from '@fapilog/request'
import { ownSerializers } from './constructor-logger.ts'
import { defaultSerializers } from './default-serializers.ts'
import { type ChildOptions, FastifyLogger } from './fastify-logger.ts'
import { pinoName } from './levels.ts'
import { boundSource, type LoggerSource } from './logger-source.ts'
import type { FrameworkLines } from './options.ts'
import { EarlyLog } from './request-log.ts'
import { mergeSerializers, readSerializers, type Serializers } from './serializers.ts'

/** What `fapilogFastifyOptions()` was given, for the plugin. */
export interface Prepared {
  readonly logging: RequestLogging<AnyLogger>
  readonly frameworkLines: FrameworkLines
}

/** `fastify.log`. Its level is the one of the logger itself, so that all requests follow it. */
export class RootLog extends FastifyLogger {
  readonly prepared: Prepared | null
  /** Whether what Fastify says before any hook is in the lines of requests. Only where that comes through a logger. */
  absorbsEarly = false

  constructor(source: LoggerSource, serializers: Serializers | null, prepared: Prepared | null = null) {
    super(source, mergeSerializers(defaultSerializers, serializers))
    this.prepared = prepared
  }

  override get level(): string {
    return pinoName(this.source.logger.level)
  }

  override set level(level: string) {
    this.source.logger.level = level as LevelName
  }

  /**
   * As a constructor's logger it is first asked for the application's own (`child({}, …)`), then for one a request.
   */
  override child(bindings: object, options?: ChildOptions | null): FastifyLogger {
    if (this.prepared === null) return super.child(bindings, options)
    const keys = Object.keys(bindings ?? {})
    if (keys.length === 0)
      return new RootLog(this.source, ownSerializers(options?.serializers), this.prepared)
    if (!this.absorbsEarly || keys.length > 1 || keys[0] !== 'reqId') return super.child(bindings, options)
    const serializers = mergeSerializers(this.serializers, readSerializers(options?.serializers))
    return new EarlyLog(boundSource(this.source, bindings), serializers)
  }
}
