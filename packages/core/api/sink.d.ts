/** `10`, `'10 MB'`, `'512KiB'`, `'1.5 gb'`. Units are 1024-based and case does not matter; no unit is bytes. */
type Size = number | string;
/** `250`, `'250ms'`, `'1.5s'`, `'2 m'`, `h`, `d`, `w`, and `'Infinity'`; no unit is milliseconds. */
type Duration = number | string;
/** `web` is `production` for HTTP services; `fastapi`, its name in the Python original, is accepted for it. */
type PresetName = 'dev' | 'production' | 'serverless' | 'hardened' | 'minimal' | 'web';
type BuiltInLevel = 'trace' | 'debug' | 'info' | 'warning' | 'warn' | 'error' | 'critical' | 'fatal' | 'audit' | 'security' | 'silent';
/** The built-in levels, and every level that was registered before. In any case. */
type LevelName = BuiltInLevel | Uppercase<BuiltInLevel> | (string & Record<never, never>);
/** `auto` is `pretty` on a terminal and `json` elsewhere. */
type Format = 'json' | 'pretty' | 'auto';
/** What a log call does when the queue is full: lose the record and count it, or wait for room. */
type OnFull = 'drop' | 'block';
interface NamedSink {
  /** 1 to 64 letters, digits, `.`, `_`, `-`; no two sinks share one. Default: the kind. */
  readonly name?: string | undefined;
}
/** One JSON object a line on standard output. */
interface StdoutJsonSettings extends NamedSink {
  readonly kind: 'stdout-json';
}
/** Lines for people on standard output. */
interface StdoutPrettySettings extends NamedSink {
  readonly kind: 'stdout-pretty';
  /** Default `auto`: on a terminal, unless NO_COLOR says otherwise. */
  readonly colors?: 'auto' | 'always' | 'never' | undefined;
  /** The time zone of the printed time. Default `local`. */
  readonly time?: 'local' | 'utc' | undefined;
}
/** Takes everything and writes nothing. */
interface NoopSettings extends NamedSink {
  readonly kind: 'noop';
}
type SinkSettings = StdoutJsonSettings | StdoutPrettySettings | NoopSettings;
interface QueueSettings {
  /** Bytes of the shared queue, 512 KiB to 1 GiB, rounded up to a power of two. Default 8 MiB. */
  readonly capacity?: Size | undefined;
  /** Default `drop`; `hardened` blocks. */
  readonly onFull?: OnFull | undefined;
  /** How long `block` may hold the calling thread, once for each stall of the queue. Default 50. */
  readonly waitMs?: Duration | undefined;
  /** How long an async call awaits room before it resolves false. Default 1000; `Infinity` is allowed. */
  readonly asyncWaitMs?: Duration | undefined;
}
/** Heap limits of the dedicated thread, in whole MiB. */
interface ThreadSettings {
  /** 1 to 256. Default 4. */
  readonly maxYoungGenerationSizeMb?: number | undefined;
  /** 32 to 65536. Default 256. */
  readonly maxOldGenerationSizeMb?: number | undefined;
}
/**
 * What an application may choose. Everything is optional. A value given here beats the environment, which
 * beats the preset, which beats detection, which beats the default. An unknown key or a bad value throws
 * `FAPILOG_E_CONFIG`; `undefined` is the same as leaving the key out.
 */
interface Settings {
  /** Where to start from. Default: none. `FAPILOG_PRESET`. */
  readonly preset?: PresetName | 'fastapi' | undefined;
  /** The lowest level that is logged. Default INFO; DEBUG on a terminal. `FAPILOG_LEVEL`. */
  readonly level?: LevelName | undefined;
  /** The kind of the standard output sink, when `sinks` is not given. Default `auto`. `FAPILOG_FORMAT`. */
  readonly format?: Format | undefined;
  /** Where records go, 1 to 32. Replaces the sinks of the preset; excludes `format`. */
  readonly sinks?: readonly SinkSettings[] | undefined;
  /** `FAPILOG_QUEUE__CAPACITY`, `__ON_FULL`, `__WAIT_MS`, `__ASYNC_WAIT_MS`. */
  readonly queue?: QueueSettings | undefined;
  /** The name of the application, 1 to 256 characters. Default: none. `FAPILOG_SERVICE`. */
  readonly service?: string | undefined;
  /** Where it runs, 1 to 256 characters. Default: NODE_ENV. `FAPILOG_ENV`. */
  readonly env?: string | undefined;
  /** The version of the application, 1 to 256 characters. Default: none. `FAPILOG_VERSION`. */
  readonly version?: string | undefined;
  /** Fields bound to every record: a plain object, copied (one level) when it is given. Default: none. */
  readonly context?: object | undefined;
  /** The deadline of a drain, at most 24 days. Default 3000; production and web 25000. `FAPILOG_SHUTDOWN_TIMEOUT_MS`. */
  readonly shutdownTimeoutMs?: Duration | undefined;
  /** How long the end of the process may wait for delivery, at most 24 days. Default 2000. `FAPILOG_EXIT_TIMEOUT_MS`. */
  readonly exitTimeoutMs?: Duration | undefined;
  /** Whether the logger warns on stderr when records are lost. Default true. `FAPILOG_DIAGNOSTICS`. */
  readonly diagnostics?: boolean | undefined;
  /** Whether each line is wrapped with the version of its schema. Default false. `FAPILOG_SCHEMA_VERSION`. */
  readonly schemaVersion?: boolean | undefined;
  /** `FAPILOG_THREAD__MAX_YOUNG_GENERATION_SIZE_MB`, `FAPILOG_THREAD__MAX_OLD_GENERATION_SIZE_MB`. */
  readonly thread?: ThreadSettings | undefined;
}
/** What one sink did with the records it was given. */
interface SinkStats {
  readonly accepted: number;
  readonly delivered: number;
  readonly failed: number;
  /** Loss records written, beside the counts. */
  readonly lossRecords: number;
}
/**
 * Where every record is. Always: `submitted = delivered + failed + filtered + dropped + pending`, each
 * summed over its reasons.
 */
interface LoggerStats {
  /** Calls that passed the level gate. */
  readonly submitted: number;
  /** Records that every sink has. */
  readonly delivered: number;
  /** Records that at least one sink could not write, or that could not be decoded. */
  readonly failed: number;
  /** By reason: `level` counts records logged before the level was configured. */
  readonly filtered: {
    readonly level: number;
  };
  /** By reason. */
  readonly dropped: {
    readonly queue_full: number;
    readonly reentrant: number;
    readonly encode_failed: number;
  };
  /** Records in the queue, or waiting for room in it. */
  readonly pending: number;
  readonly queue: {
    readonly capacity: number;
    readonly used: number;
    readonly highWatermark: number;
  };
  /** By the name of the sink. */
  readonly sinks: Readonly<Record<string, SinkStats>>;
}
/** The outcome of a drain. */
interface DrainResult extends LoggerStats {
  /** Whether everything was delivered, and the thread has ended, before the deadline. */
  readonly complete: boolean;
  readonly durationMs: number;
}
/**
 * What every level method accepts. Nothing that is passed is left out: an Error is printed as
 * `diagnostics.exception`, a second value that is no object as `data.value`, anything beyond as `data.args`.
 */
interface LogMethod<Result> {
  (message: string, fieldsOrError?: unknown, fields?: object): Result;
  (error: Error, message?: string, fields?: object): Result;
  (fields: object, message?: string): Result;
}
/** As `LogMethod`, with the level first. An unknown level logs at INFO. */
interface LogAtLevel<Result> {
  (level: LevelName, message: string, fieldsOrError?: unknown, fields?: object): Result;
  (level: LevelName, error: Error, message?: string, fields?: object): Result;
  (level: LevelName, fields: object, message?: string): Result;
}
/**
 * Names of the levels an application adds with `registerLevel`, so that their methods are typed:
 * `declare module 'fapilog' { interface CustomLevels { notice: true } }`.
 */
interface CustomLevels {}
type CustomMethods<Result> = { readonly [Name in keyof CustomLevels]: LogMethod<Result>; };
/** Level methods. Below the logger's level they do nothing and give false. */
interface LogMethods<Result> {
  readonly trace: LogMethod<Result>;
  readonly debug: LogMethod<Result>;
  readonly info: LogMethod<Result>;
  readonly warning: LogMethod<Result>;
  /** The same as `warning`. */
  readonly warn: LogMethod<Result>;
  readonly error: LogMethod<Result>;
  readonly critical: LogMethod<Result>;
  /** The same as `critical`. */
  readonly fatal: LogMethod<Result>;
  readonly audit: LogMethod<Result>;
  readonly security: LogMethod<Result>;
  readonly log: LogAtLevel<Result>;
  /** ERROR, for a `catch` block: whatever was thrown is printed as `diagnostics.exception`. */
  exception(thrown: unknown, message?: string, fields?: object): Result;
}
interface FlushOptions {
  /** Milliseconds. Default: the `shutdownTimeoutMs` of the configuration. */
  readonly timeoutMs?: number;
}
interface HealthReport {
  /** `degraded`: records were dropped or failed since the last check. `unhealthy`: the thread is dead. */
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly thread: 'none' | 'booting' | 'running' | 'stopped' | 'dead';
  /** How often a thread was started, the first time included. */
  readonly threadStarts: number;
  readonly stats: LoggerStats;
}
/** What both facades have. `Self` is the facade itself. */
interface LoggerBase<Self> extends AsyncDisposable {
  readonly name: string;
  /**
   * The printed name of the lowest level that is logged. Setting it (any case) changes this logger, its
   * children and, on the root logger, every named logger that has no level of its own.
   */
  get level(): string;
  set level(level: LevelName);
  isLevelEnabled(level: LevelName): boolean;
  /** A logger with these fields on every record. This one stays as it is. */
  bind(fields: object): Self;
  /** The same as `bind`. */
  child(fields: object): Self;
  /** A logger without these bound fields; without any when no key is given. */
  unbind(...keys: readonly string[]): Self;
  /** Where every record of the pipeline is, now. */
  stats(): LoggerStats;
  checkHealth(): Promise<HealthReport>;
  /** Resolves when the dedicated thread runs; rejects with FAPILOG_E_THREAD when it does not come up in 10 s. */
  ready(): Promise<void>;
  /** True when every sink has all that was logged before the call; false at the deadline. */
  flush(options?: FlushOptions): Promise<boolean>;
  /**
   * Delivers everything, flushes the sinks and ends the thread; settles by its deadline and never rejects.
   * The logger stays usable: what is logged later starts the thread again.
   */
  drain(options?: FlushOptions): Promise<DrainResult>;
  /** The same as `drain`. */
  stopAndDrain(options?: FlushOptions): Promise<DrainResult>;
}
/** `logger.info()` gives true when the record was admitted to the queue, false when it was not. Never blocks by default. */
interface SyncLoggerFacade extends LoggerBase<SyncLoggerFacade>, LogMethods<boolean>, CustomMethods<boolean> {}
/**
 * `await logger.info()` resolves at once when the record was admitted, and otherwise awaits room in the
 * queue, at most `queue.asyncWaitMs`: back-pressure that blocks nobody.
 */
interface AsyncLoggerFacade extends LoggerBase<AsyncLoggerFacade>, LogMethods<Promise<boolean>>, CustomMethods<Promise<boolean>> {}
/** One record, as a sink that wants objects sees it: already filtered, enriched and redacted. */
interface LogEvent {
  timestamp: string;
  level: string;
  message: string;
  logger: string;
  context: Record<string, unknown>;
  diagnostics: Record<string, unknown>;
  data: Record<string, unknown>;
}
export { AsyncLoggerFacade, CustomLevels, DrainResult, FlushOptions, HealthReport, LevelName, LogAtLevel, LogEvent, LogMethod, LogMethods, LoggerBase, LoggerStats, OnFull, PresetName, QueueSettings, Settings, SinkSettings, SinkStats, SyncLoggerFacade, ThreadSettings };
