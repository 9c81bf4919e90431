import type { LevelName } from '../config/settings.ts'
import type { DrainResult, LoggerStats } from '../lifecycle/drain-result.ts'

/**
 * What every level method accepts. Nothing that is passed is left out: an Error is printed as
 * `diagnostics.exception`, a second value that is no object as `data.value`, anything beyond as `data.args`. Without a
 * message the record has that of the error, which may also be the field `err` or `error`.
 */
export interface LogMethod<Result> {
  (message: string, fieldsOrError?: unknown, fields?: object): Result
  (error: Error, message?: string, fields?: object): Result
  (fields: object, message?: string): Result
}

/**
 * As `LogMethod`, with the level first. At `silent` nothing is logged. An unknown level logs at INFO and is
 * printed in `data.args`, so that neither the record nor the mistake is lost.
 */
export interface LogAtLevel<Result> {
  (level: LevelName, message: string, fieldsOrError?: unknown, fields?: object): Result
  (level: LevelName, error: Error, message?: string, fields?: object): Result
  (level: LevelName, fields: object, message?: string): Result
}

/**
 * Names of the levels an application adds with `registerLevel`, so that their methods are typed:
 * `declare module 'fapilog' { interface CustomLevels { notice: true } }`.
 */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface CustomLevels {}

export type CustomMethods<Result> = { readonly [Name in keyof CustomLevels]: LogMethod<Result> }

/**
 * Level methods. Below the logger's level they do nothing and give false. They never throw, whatever they
 * are given; but they need their logger: pass `(e) => log.error(e)` on, not `log.error`.
 */
export interface LogMethods<Result> {
  readonly trace: LogMethod<Result>
  readonly debug: LogMethod<Result>
  readonly info: LogMethod<Result>
  readonly warning: LogMethod<Result>
  /** The same as `warning`. */
  readonly warn: LogMethod<Result>
  readonly error: LogMethod<Result>
  readonly critical: LogMethod<Result>
  /** The same as `critical`. */
  readonly fatal: LogMethod<Result>
  readonly audit: LogMethod<Result>
  readonly security: LogMethod<Result>
  readonly log: LogAtLevel<Result>
  /** A level of pino's, which Fastify asks for: it logs nothing. */
  readonly silent: LogMethod<Result>
  /** ERROR, for a `catch` block: whatever was thrown is printed as `diagnostics.exception`. */
  exception(thrown: unknown, message?: string, fields?: object): Result
}

/** As pino's `child` takes them: Fastify gives a route's `logLevel` and `logSerializers`. */
export interface ChildOptions {
  /** Default: the parent's. An unknown one is reported and ignored: Fastify makes a child for each request. */
  readonly level?: string | undefined
  /** By the key, at the top of bound and logged fields, whose value they turn into what is printed. */
  readonly serializers?: Readonly<Record<string, (value: never) => unknown>> | undefined
}

export interface FlushOptions {
  /** Milliseconds, `Infinity` included. Default, also for anything else: the `shutdownTimeoutMs` of the configuration. */
  readonly timeoutMs?: number | undefined
}

export interface HealthReport {
  /**
   * `degraded`: records were dropped or failed since the last check, or a sink is not healthy (`stats.sinks`).
   * `unhealthy`: the thread is dead.
   */
  readonly status: 'healthy' | 'degraded' | 'unhealthy'
  readonly thread: 'none' | 'booting' | 'running' | 'stopped' | 'dead'
  /** How often a thread was started, the first time included. */
  readonly threadStarts: number
  readonly stats: LoggerStats
}

/** What both facades have. `Self` is the facade itself. */
export interface LoggerBase<Self> extends AsyncDisposable {
  readonly name: string
  /**
   * The printed name of the lowest level that is logged; `SILENT` logs nothing. Setting it (any case) changes
   * this logger, its children, the other facade of its name and, on the root logger, every named logger;
   * each unless it has a level of its own. Throws FAPILOG_E_LEVEL for an unknown level.
   */
  get level(): string
  set level(level: LevelName)
  /** Whether a record of this level would be logged; false for an unknown level and for `silent`. */
  isLevelEnabled(level: LevelName): boolean
  /**
   * A logger with these fields on every record, beside those of this one, which stays as it is. The fields are
   * read now, once: later changes of them do not show. 8 KiB at most, encoded; what has no room is marked.
   */
  bind(fields: object): Self
  /** The same as `bind`; with options, as pino's. */
  child(fields: object, options?: ChildOptions): Self
  /**
   * A logger without these bound fields; without any when no key is given. A well-known name stands for
   * both of its forms (`request_id`, `requestId`).
   */
  unbind(...keys: readonly string[]): Self
  /** Where every record of the pipeline is, now. */
  stats(): LoggerStats
  /** How the pipeline is doing, compared with the last time that this logger was asked. */
  checkHealth(): Promise<HealthReport>
  /**
   * Resolves when the dedicated thread runs with all its sinks. Rejects with FAPILOG_E_THREAD when it does not come up
   * in 10 s, with FAPILOG_E_SINK when a sink could not be set up: the logger works all the same, without it.
   */
  ready(): Promise<void>
  /** True when every sink has all that was logged before the call; false at the deadline. */
  flush(options?: FlushOptions): Promise<boolean>
  /**
   * Delivers everything, flushes the sinks and ends the thread; settles by its deadline and never rejects.
   * The logger stays usable: what is logged later starts the thread again.
   */
  drain(options?: FlushOptions): Promise<DrainResult>
  /** The same as `drain`. */
  stopAndDrain(options?: FlushOptions): Promise<DrainResult>
}

/** `logger.info()` gives true when the record was admitted to the queue, false when it was not. Never blocks by default. */
export interface SyncLoggerFacade
  extends LoggerBase<SyncLoggerFacade>, LogMethods<boolean>, CustomMethods<boolean> {}

/**
 * `await logger.info()` resolves at once when the record was admitted, and otherwise awaits room in the
 * queue, at most `queue.asyncWaitMs`: back-pressure that blocks nobody.
 */
export interface AsyncLoggerFacade
  extends LoggerBase<AsyncLoggerFacade>, LogMethods<Promise<boolean>>, CustomMethods<Promise<boolean>> {}
