/// <reference lib="esnext.disposable" />
/** `10`, `'10 MB'`, `'512KiB'`, `'1.5 gb'`. Units are 1024-based and case does not matter; no unit is bytes. */
type Size = number | string;
/** `250`, `'250ms'`, `'1.5s'`, `'2 m'`, `h`, `d`, `w`, and `'Infinity'`; no unit is milliseconds. */
type Duration = number | string;
/**
 * Lines in files of a directory, one file after the other, with modes 0600 and 0700. Several processes may share the
 * directory and the prefix. Names: `<prefix>-<YYYYMMDD>-<HHMMSS>-<pid>-<thread>-<machine>-<nnn>.jsonl`, and `.gz` after
 * that when compressed.
 */
interface RotatingFileSettings {
  readonly kind: 'rotating-file';
  /** 1 to 64 letters, digits, `.`, `_`, `-`; no two sinks share one. Default: the kind. */
  readonly name?: string | undefined;
  /** Made when it is not there. Relative to the working directory of the process that configures. */
  readonly directory: string;
  /** How the names of all files begin: a file name of at most 64 characters. Default `fapilog`. */
  readonly prefix?: string | undefined;
  /** A file is never larger, unless one line is. 1 KiB to 1 TiB; half of `maxTotalBytes` at most. Default 10 MiB. */
  readonly maxBytes?: Size | undefined;
  /**
   * A new file every hour, day or week (from Monday), or by a duration of at least 1 s, counted from 1970-01-01.
   * Default: none.
   */
  readonly interval?: 'hourly' | 'daily' | 'weekly' | number | (string & Record<never, never>) | undefined;
  /** Whose clock `interval` and the names of files go by. Default `utc`. */
  readonly time?: 'utc' | 'local' | undefined;
  /** Complete files that stay, of all processes together, 1 to 100000: the oldest go. Default: all. */
  readonly maxFiles?: number | undefined;
  /**
   * Bytes of all files, complete or not, of all processes together, from 2 KiB: the oldest complete ones go. What
   * other processes are writing is counted, but left alone. Default: any number.
   */
  readonly maxTotalBytes?: Size | undefined;
  /** Complete files whose last line is older go. At least 1000 ms. Default: any age. */
  readonly maxAge?: Duration | undefined;
  /** Whether complete files are turned into `.gz`. Default false. */
  readonly compress?: boolean | undefined;
  /**
   * The name of the file while it is being written, at most 128 characters. For one process: if several want it, the
   * first one has it and the others get names as above. Excludes `symlink`. Default: none.
   */
  readonly activeName?: string | undefined;
  /** The name of a symbolic link to the newest file, at most 128 characters. Default: none. */
  readonly symlink?: string | undefined;
  /**
   * When lines are forced to the disk. `never`: when the system likes. `interval`: every `fsyncIntervalMs`. `always`:
   * besides, before a batch with a protected level (ERROR and above, AUDIT, SECURITY, any custom one) counts as
   * written. Default `never`.
   */
  readonly fsync?: 'never' | 'interval' | 'always' | undefined;
  /** 1 ms to 24 days. Default 1000. */
  readonly fsyncIntervalMs?: Duration | undefined;
  /**
   * Whether SIGHUP begins a new file, as `logrotate` asks for. The signal then no longer ends the process, also with
   * `installShutdownHandlers()`. For the main thread of a process that has signals. Default false.
   */
  readonly reopenOnSighup?: boolean | undefined;
}
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
  /** 1 to 64 letters, digits, `.`, `_`, `-`; no two sinks share one. Default: the kind; of a module, its file. */
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
/** The newest lines, in memory. Made by `memorySink()`, which also reads them. */
interface MemorySettings extends NamedSink {
  readonly kind: 'memory';
  readonly buffer: SharedArrayBuffer;
}
/** A sink of your own: a module that the dedicated thread loads, see `defineSink`. */
interface ModuleSinkSettings extends NamedSink {
  readonly kind: 'module';
  /** `new URL('./my-sink.js', import.meta.url)`, an absolute path, or the name of a package. */
  readonly module: URL | string;
  /** The file or folder from which the name of a package is looked up. Default: the working directory. */
  readonly base?: URL | string | undefined;
  /** For its factory, which gets a copy: plain data. A function or an instance of a class in it throws. */
  readonly options?: unknown;
  /** Bytes that may wait for it before other sinks wait too, 64 KiB to 1 GiB. Default 1 MiB. */
  readonly queueBytes?: Size | undefined;
  /** How long a write may take before its records count as failed. Default 5000; `Infinity` is allowed. */
  readonly timeoutMs?: Duration | undefined;
}
type SinkSettings = StdoutJsonSettings | StdoutPrettySettings | RotatingFileSettings | NoopSettings | MemorySettings | ModuleSinkSettings;
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
/** `inline`: the pipeline runs on the thread that logs, between the turns of its event loop. */
type ThreadMode = 'dedicated' | 'inline';
/** The thread that the pipeline runs on, and the limits of its heap, in whole MiB. */
interface ThreadSettings {
  /** Default `dedicated`. */
  readonly mode?: ThreadMode | undefined;
  /** 1 to 256. Default 2. */
  readonly maxYoungGenerationSizeMb?: number | undefined;
  /** 32 to 65536. Default 32, since the built-in sinks hold little; 256 with a module among the sinks. */
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
  /** `'inline'` is short for `{ mode: 'inline' }`. `FAPILOG_THREAD__MODE`, `FAPILOG_THREAD__MAX_YOUNG_GENERATION_SIZE_MB`, `FAPILOG_THREAD__MAX_OLD_GENERATION_SIZE_MB`. */
  readonly thread?: ThreadSettings | ThreadMode | undefined;
}
/**
 * `degraded`: its last write failed or did not settle in time. `recovering`: it writes again, but has not proved
 * itself. `failed`: it could not be set up.
 */
declare const SINK_STATES: readonly ['healthy', 'degraded', 'recovering', 'failed'];
type SinkState = (typeof SINK_STATES)[number];
/** What one sink did with the records it was given: `accepted = delivered + failed + dropped + inDoubt + pending`. */
interface SinkStats {
  /**
   * `degraded`: it fails, or does not answer. `recovering`: it writes again, but has to prove itself. `failed`: it
   * could not be set up, or is disabled; its records go to the other sinks, or to standard output where there is none.
   */
  readonly state: SinkState;
  readonly accepted: number;
  readonly delivered: number;
  /** It threw, rejected, or did not settle in time: these may have got through, in whole or in part. */
  readonly failed: number;
  /** Never handed to it: an earlier write had not settled in time and still has not, or the sink is out of order (`failed`). */
  readonly dropped: number;
  /**
   * It had begun to write them when its thread stopped answering and was replaced: they may have got through or not,
   * and are not written again. Among the logger's `failed`.
   */
  readonly inDoubt: number;
  /** In its hands, or in its queue. */
  readonly pending: number;
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
  /** Records that every sink in order has. */
  readonly delivered: number;
  /** Records that at least one sink may not have got and will not get, or that could not be decoded. */
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
  /** Records in the queue, waiting for room in it, or still with a sink. */
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
  /** Whether every record had been dealt with (none is pending) and the thread had ended before the deadline. */
  readonly complete: boolean;
  readonly durationMs: number;
}
/**
 * What every level method accepts. Nothing that is passed is left out: an Error is printed as
 * `diagnostics.exception`, a second value that is no object as `data.value`, anything beyond as `data.args`. Without a
 * message the record has that of the error, which may also be the field `err` or `error`.
 */
interface LogMethod<Result> {
  (message: string, fieldsOrError?: unknown, fields?: object): Result;
  (error: Error, message?: string, fields?: object): Result;
  (fields: object, message?: string): Result;
}
/**
 * As `LogMethod`, with the level first. At `silent` nothing is logged. An unknown level logs at INFO and is
 * printed in `data.args`, so that neither the record nor the mistake is lost.
 */
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
/**
 * Level methods. Below the logger's level they do nothing and give false. They never throw, whatever they
 * are given; but they need their logger: pass `(e) => log.error(e)` on, not `log.error`.
 */
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
  /** A level of pino's, which Fastify asks for: it logs nothing. */
  readonly silent: LogMethod<Result>;
  /** ERROR, for a `catch` block: whatever was thrown is printed as `diagnostics.exception`. */
  exception(thrown: unknown, message?: string, fields?: object): Result;
}
/** As pino's `child` takes them: Fastify gives a route's `logLevel` and `logSerializers`. */
interface ChildOptions {
  /** Default: the parent's. An unknown one is reported and ignored: Fastify makes a child for each request. */
  readonly level?: string | undefined;
  /** By the key, at the top of bound and logged fields, whose value they turn into what is printed. */
  readonly serializers?: Readonly<Record<string, (value: never) => unknown>> | undefined;
}
interface FlushOptions {
  /** Milliseconds, `Infinity` included. Default, also for anything else: the `shutdownTimeoutMs` of the configuration. */
  readonly timeoutMs?: number | undefined;
}
interface HealthReport {
  /**
   * `degraded`: records were dropped or failed since the last check, or a sink is not healthy (`stats.sinks`).
   * `unhealthy`: the thread is dead.
   */
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
   * The printed name of the lowest level that is logged; `SILENT` logs nothing. Setting it (any case) changes
   * this logger, its children, the other facade of its name and, on the root logger, every named logger;
   * each unless it has a level of its own. Throws FAPILOG_E_LEVEL for an unknown level.
   */
  get level(): string;
  set level(level: LevelName);
  /** Whether a record of this level would be logged; false for an unknown level and for `silent`. */
  isLevelEnabled(level: LevelName): boolean;
  /**
   * A logger with these fields on every record, beside those of this one, which stays as it is. The fields are
   * read now, once: later changes of them do not show. 8 KiB at most, encoded; what has no room is marked.
   */
  bind(fields: object): Self;
  /** The same as `bind`; with options, as pino's. */
  child(fields: object, options?: ChildOptions): Self;
  /**
   * A logger without these bound fields; without any when no key is given. A well-known name stands for
   * both of its forms (`request_id`, `requestId`).
   */
  unbind(...keys: readonly string[]): Self;
  /** Where every record of the pipeline is, now. */
  stats(): LoggerStats;
  /** How the pipeline is doing, compared with the last time that this logger was asked. */
  checkHealth(): Promise<HealthReport>;
  /**
   * Resolves when the dedicated thread runs with all its sinks. Rejects with FAPILOG_E_THREAD when it does not come up
   * in 10 s, with FAPILOG_E_SINK when a sink could not be set up: the logger works all the same, without it.
   */
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
/**
 * Settings, when they are to configure the pipeline, and how the logger itself is made. Settings concern all
 * loggers of the pipeline; for the level of one, set `logger.level`.
 */
interface LoggerOptions extends Settings {
  /**
   * 1 to 256 characters, printed as `logger`. Default: `root`. A name is for a part of the application; what
   * differs from request to request is bound. The first 10,000 names are kept for good. Beyond them a name gives
   * a new logger at each call, which no other call gives again, and whose level is its own.
   */
  readonly name?: string | undefined;
  /**
   * Default true: the logger joins the pipeline of the process, and a second call with its name gives the
   * same logger. False: a logger and a pipeline of its own, which the caller drains.
   */
  readonly reuse?: boolean | undefined;
}
/**
 * A logger whose methods return at once. With settings it also configures the pipeline of the process,
 * as `configure()` does; without, it joins that pipeline, whenever that is configured.
 *
 * Throws FAPILOG_E_CONFIG for a wrong setting, FAPILOG_E_CONFIGURED_TWICE for a second, different
 * configuration, FAPILOG_E_ARGUMENT for a wrong name.
 */
declare function getLogger(options?: LoggerOptions): SyncLoggerFacade;
declare function getLogger(name: string, options?: LoggerOptions): SyncLoggerFacade;
/** As `getLogger`, for `await logger.info()`. Resolves when the thread runs; rejects with what `getLogger` throws, FAPILOG_E_THREAD or FAPILOG_E_SINK. */
declare function getAsyncLogger(options?: LoggerOptions): Promise<AsyncLoggerFacade>;
declare function getAsyncLogger(name: string, options?: LoggerOptions): Promise<AsyncLoggerFacade>;
/** Configures the pipeline of the process, once. Throws as `getLogger` does. */
declare function configure(settings: Settings): void;
/** The loggers that `getLogger` and `getAsyncLogger` would give again, by name; `sync` for a name that has both. */
declare function getCachedLoggers(): Readonly<Record<string, 'sync' | 'async'>>;
/** Drains the pipeline of the process, and forgets it, its configuration and all cached loggers. */
declare function clearLoggerCache(): Promise<void>;
/** One record as it is printed: already filtered, enriched and redacted. */
interface LogEvent {
  timestamp: string;
  level: string;
  message: string;
  logger: string;
  context: Record<string, unknown>;
  diagnostics: Record<string, unknown>;
  data: Record<string, unknown>;
}
export { AsyncLoggerFacade, ChildOptions, CustomLevels, DrainResult, Duration, FlushOptions, Format, HealthReport, LevelName, LogAtLevel, LogEvent, LogMethod, LogMethods, LoggerBase, LoggerOptions, LoggerStats, MemorySettings, ModuleSinkSettings, OnFull, PresetName, QueueSettings, RotatingFileSettings, Settings, SinkSettings, SinkState, SinkStats, Size, SyncLoggerFacade, ThreadSettings, clearLoggerCache, configure, getAsyncLogger, getCachedLoggers, getLogger };
