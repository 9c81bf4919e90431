import type { LevelName, LoggerOptions, SyncLoggerFacade, AsyncLoggerFacade } from 'fapilog'
import type { RequestStart, RequestSummary } from './request-facts.ts'

export interface RequestIdOptions {
  /** Where an id comes in and goes out. Default `X-Request-ID`. */
  readonly header?: string | undefined
  /** Whether an id that comes in is used, when `accept` takes it. Default true. */
  readonly propagate?: boolean | undefined
  /** What an id that comes in must match as a whole. Default `/^[A-Za-z0-9_.:=-]{1,128}$/`. */
  readonly accept?: RegExp | undefined
  /** Makes an id for requests that bring none; false: they have none. Default: a random UUID. */
  readonly generate?: false | (() => string | number) | undefined
  /** Whether the response carries the id, unless it has that header already. Default true. */
  readonly echo?: boolean | undefined
}

/** How requests are logged. `undefined` is the same as leaving a key out; mistakes throw FAPILOG_E_ARGUMENT. */
export interface HttpOptions {
  /**
   * Paths without a line, query left aside: exact texts, `/prefix/*` for all that starts with `/prefix/`, regular
   * expressions. Failed requests are logged all the same, see `logErrorsOnSkip`. Default: none.
   */
  readonly skipPaths?: readonly (string | RegExp)[] | undefined
  /** True for a request without a line, as `skipPaths`. What it throws counts as false. Default: none. */
  readonly skip?: ((request: RequestStart) => boolean) | undefined
  /** Whether failed requests are logged on skipped paths: a status of 500 and above, or an error that nobody answered below it. Default true. */
  readonly logErrorsOnSkip?: boolean | undefined
  /** The share of successful requests that is logged, 0 to 1. Failed, aborted and slow requests always are. Default 1. */
  readonly sampleRate?: number | undefined
  /** Milliseconds from which on a request is slow, and logged whatever `sampleRate` says. Default: none is. */
  readonly slowMs?: number | undefined
  /** Request headers that are printed as `headers`, in any case. Default: none. */
  readonly includeHeaders?: readonly string[] | undefined
  /**
   * Headers whose values are never printed, beside the thirteen that never are (`authorization`, `cookie`, …): neither in
   * `headers` nor as `user_agent`. One that is printed elsewhere, by `requestId` or `contextHeaders`, is refused.
   */
  readonly redactHeaders?: readonly string[] | undefined
  /**
   * What is printed of the query as `query`: nothing, the keys, keys and values with those of secret-looking
   * keys hidden, or all of it. Default `omit`.
   */
  readonly query?: 'omit' | 'keys' | 'redacted' | 'full' | undefined
  /** Changes the printed path, for paths that hold secrets. When it throws, the path is left out. Default: as it is. */
  readonly path?: ((path: string, request: RequestStart) => string) | undefined
  readonly requestId?: RequestIdOptions | undefined
  /** Headers that name who asks, by the field they become: `{ user_id: 'x-user-id' }`. Clients can forge them. Those that are never printed are refused. Default: none. */
  readonly contextHeaders?: Readonly<Record<string, string>> | undefined
  /** Whether `traceparent` and the active OpenTelemetry span are taken over. Default true. */
  readonly trace?: boolean | undefined
  /** The field for the caller's span in a `traceparent`. Default `parent_span_id`. */
  readonly callerSpanField?: 'parent_span_id' | 'span_id' | undefined
  /** The level of a request's line. Default, also when it gives undefined or no level, or throws: INFO, failed ERROR, aborted WARNING. */
  readonly levelFor?: ((summary: RequestSummary) => LevelName | undefined) | undefined
  /** Whether each request also has a `request_started` line, at DEBUG or at this level. Default false. */
  readonly logStart?: boolean | LevelName | undefined
}

interface LifespanOptions {
  /**
   * The deadline for the end: open requests get half of it to finish, the rest belongs to delivery.
   * Milliseconds, `Infinity` included. Default 5000.
   */
  readonly drainTimeoutMs?: number | undefined
  /**
   * Whether `start()` rejects when a sink could not be set up. Default false: the others work, and a
   * logger that has not come up after 3 s keeps nobody waiting. With `async: true` it always does.
   */
  readonly strictStart?: boolean | undefined
}

/** How requests are logged, and either the logger or the settings of one, as `getLogger` takes them. */
export interface RequestLoggingOptions extends HttpOptions, LifespanOptions, LoggerOptions {
  /** Excludes settings. Default: what `getLogger(settings)` gives; the root logger of the process without any. */
  readonly logger?: SyncLoggerFacade | undefined
  readonly async?: false | undefined
}

/** As `RequestLoggingOptions`, for the async facade. */
export interface AsyncRequestLoggingOptions extends HttpOptions, LifespanOptions, LoggerOptions {
  /** Excludes settings. Default: what `getAsyncLogger(settings)` gives. */
  readonly logger?: AsyncLoggerFacade | undefined
  readonly async: true
}
