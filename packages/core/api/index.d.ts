import { AsyncLoggerFacade, CustomLevels, DrainResult, FlushOptions, HealthReport, LevelName, LogAtLevel, LogEvent, LogMethod, LogMethods, LoggerBase, LoggerStats, OnFull, PresetName, QueueSettings, Settings, SinkSettings, SinkStats, SyncLoggerFacade, ThreadSettings } from "./sink.mjs";
/**
 * Runs `fn` with these fields on every record logged in it, across `await`, timers and callbacks. Scopes
 * nest; the inner one wins. Returns what `fn` returns.
 */
declare function runWithContext<T>(fields: object, fn: () => T): T;
/** A function that runs `fn` in the scope of this call: for callbacks that libraries call from elsewhere. */
declare function bindContext<This, Args extends readonly unknown[], Result>(fn: (this: This, ...args: Args) => Result): (this: This, ...args: Args) => Result;
/**
 * Adds what `provider` returns to every record of every logger; called on the caller's thread for each
 * record that is logged. Fields of the call win over it, it wins over bound fields. One at a time: a
 * second one replaces the first. Returns a function that removes it.
 */
declare function withContextProvider(provider: () => object | null | undefined): () => void;
/** Settings, when they are to configure the pipeline, and how the logger itself is made. */
interface LoggerOptions extends Settings {
  /** Printed as `logger`. Default: `root`. */
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
/** As `getLogger`, for `await logger.info()`. Resolves when the thread runs; rejects with what `getLogger` throws, or FAPILOG_E_THREAD. */
declare function getAsyncLogger(options?: LoggerOptions): Promise<AsyncLoggerFacade>;
declare function getAsyncLogger(name: string, options?: LoggerOptions): Promise<AsyncLoggerFacade>;
/** Configures the pipeline of the process, once. Throws as `getLogger` does. */
declare function configure(settings: Settings): void;
/** The loggers that `getLogger` and `getAsyncLogger` would give again, by name. */
declare function getCachedLoggers(): Readonly<Record<string, 'sync' | 'async'>>;
/** Drains the pipeline of the process, and forgets it, its configuration and all cached loggers. */
declare function clearLoggerCache(): Promise<void>;
type Pretty = Extract<SinkSettings, {
  kind: 'stdout-pretty';
}>;
type Writable<T> = { -readonly [K in keyof T]: T[K]; };
/** Collects the same settings as `getLogger` takes, step by step. Mistakes throw at `build()`. */
declare class SettingsBuilder {
  #private;
  protected readonly options: Writable<LoggerOptions>;
  withName(name: string): this;
  withPreset(preset: PresetName | 'fastapi'): this;
  withLevel(level: LevelName): this;
  /** One JSON object a line on standard output; with `format: 'pretty'`, lines for people. */
  addStdout(options?: {
    readonly name?: string;
    readonly format?: 'json' | 'pretty';
  }): this;
  addStdoutPretty(options?: Omit<Pretty, 'kind'>): this;
  /** Fields on every record. */
  withContext(fields: object): this;
  withQueue(queue: QueueSettings): this;
  /** Printed in the `diagnostics` of every record. */
  withService(service: string, details?: Pick<Settings, 'env' | 'version'>): this;
  withShutdownTimeout(timeout: Settings['shutdownTimeoutMs']): this;
  withExitTimeout(timeout: Settings['exitTimeoutMs']): this;
  withDiagnostics(enabled?: boolean): this;
  /** False: a logger and a pipeline of its own, instead of the one of the process. */
  reuse(enabled?: boolean): this;
  protected with(options: LoggerOptions): this;
}
declare class LoggerBuilder extends SettingsBuilder {
  build(): SyncLoggerFacade;
}
declare class AsyncLoggerBuilder extends SettingsBuilder {
  build(): Promise<AsyncLoggerFacade>;
}
/** Runs `fn` with a logger and a pipeline of its own, and drains it when `fn` has ended, however it ended. */
declare function runtime<T>(options: LoggerOptions, fn: (logger: SyncLoggerFacade) => T | Promise<T>): Promise<T>;
/** As `runtime`, with the async facade. */
declare function runtimeAsync<T>(options: LoggerOptions, fn: (logger: AsyncLoggerFacade) => T | Promise<T>): Promise<T>;
/**
 * Adds a level and a method of its name (in lower case) to all loggers. `priority` is a whole number from 1
 * to 99 that no other level has (INFO is 20, ERROR 40). The same call again changes nothing.
 *
 * Throws FAPILOG_E_LEVEL. For types see `CustomLevels`.
 */
declare function registerLevel(name: string, priority: number): void;
type AnyClass<T> = (abstract new (...args: never[]) => T) & Function;
/**
 * Turns values before they are logged: instances of a class (and its subclasses) anywhere, or what stands
 * under a top-level key of the fields. Runs on the caller's thread; what it throws is printed in place of
 * the value. The result is encoded like any other value. Returns a function that removes it.
 */
declare function registerSerializer<T extends object>(target: AnyClass<T>, serialize: (value: T) => unknown): () => void;
declare function registerSerializer(target: string, serialize: (value: unknown) => unknown): () => void;
/** Where a value came from. */
interface Origin {
  readonly source: 'code' | 'environment' | 'preset' | 'detection' | 'default';
  /** The variable, the preset, or what was detected. */
  readonly from?: string;
}
interface SubscribeOptions {
  /** The lowest level that is passed on. Default TRACE. */
  readonly level?: LevelName;
}
type Listener = (event: LogEvent) => void;
/**
 * Calls `listener` on this thread with every event the pipeline of the process has delivered, as it was
 * printed. Events come in order, some milliseconds late, and do not keep the process alive. What the
 * listener throws is reported and ignored. Returns a function that ends it.
 */
declare function subscribe(listener: Listener, options?: SubscribeOptions): () => void;
/** One value of the configuration in force, and where it came from. */
interface Explanation extends Origin {
  /** Dotted: `queue.capacity`, `sinks.0.kind`, `context.tenant`. */
  readonly key: string;
  /** `***` when the key looks like a secret's; objects in `context` are named, not shown. */
  readonly value: string | number | boolean | null;
}
/** Every value of the configuration in force (or of what would be, before the first record) and where it came from. */
declare function explainConfig(): readonly Explanation[];
declare const listPresets: () => readonly PresetName[];
/** Every code a `FapilogError` can carry, with its one-line meaning. A code never changes its meaning. */
declare const errorCodes: {
  readonly FAPILOG_E_CONFIG: 'A setting has an unknown key or a value it cannot take.';
  readonly FAPILOG_E_CONFIGURED_TWICE: 'A second, different configuration was given to a pipeline that already has one.';
  readonly FAPILOG_E_LEVEL: 'A custom level was registered with a bad name or priority, twice, or too late.';
  readonly FAPILOG_E_THREAD: 'The dedicated thread did not become ready.';
  readonly FAPILOG_E_ARGUMENT: 'A function of the set-up API was called with an argument it cannot take.';
};
type ErrorCode = keyof typeof errorCodes;
interface FapilogErrorDetails {
  /** The setting, argument or variable that is wrong, dotted: `queue.capacity`. */
  readonly key?: string | undefined;
  /** The offending value; kept as text only, see `FapilogError.value`. */
  readonly value?: unknown;
  /** Where the value came from: `code`, the name of an environment variable, or a place in the sources. */
  readonly origin?: string | undefined;
  readonly cause?: unknown;
}
/**
 * What set-up throws. Tell errors apart by `code`, not by `instanceof`: two copies of the package
 * (ESM and CJS) have two classes.
 */
declare class FapilogError extends Error {
  readonly code: ErrorCode;
  readonly key?: string;
  /** The offending value as printed: at most 100 characters, `***` when the key looks like a secret's. */
  readonly value?: string;
  readonly origin?: string;
  constructor(code: ErrorCode, message: string, details?: FapilogErrorDetails);
}
export { AsyncLoggerBuilder, type AsyncLoggerFacade, type CustomLevels, type DrainResult, type ErrorCode, type Explanation, FapilogError, type FlushOptions, type HealthReport, type LevelName, type Listener, type LogAtLevel, type LogEvent, type LogMethod, type LogMethods, type LoggerBase, LoggerBuilder, type LoggerOptions, type LoggerStats, type OnFull, type PresetName, type QueueSettings, type Settings, type SinkSettings, type SinkStats, type SubscribeOptions, type SyncLoggerFacade, type ThreadSettings, bindContext, clearLoggerCache, configure, explainConfig, getAsyncLogger, getCachedLoggers, getLogger, listPresets, registerLevel, registerSerializer, runWithContext, runtime, runtimeAsync, subscribe, withContextProvider };
