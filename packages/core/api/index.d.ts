import { AsyncLoggerFacade, ChildOptions, CustomLevels, DrainResult, Duration, FlushOptions, Format, HealthReport, LevelName, LogAtLevel, LogEvent, LogMethod, LogMethods, LoggerBase, LoggerOptions, LoggerStats, MemorySettings, ModuleSinkSettings, OnFull, PresetName, QueueSettings, RotatingFileSettings, Settings, SinkSettings, SinkState, SinkStats, Size, SyncLoggerFacade, ThreadSettings, clearLoggerCache, configure, getAsyncLogger, getCachedLoggers, getLogger } from "./log-event.mjs";
/// <reference lib="esnext.disposable" />
/**
 * Runs `fn` with these fields on every record logged in it, across `await`, timers and callbacks. The
 * fields are read once, now. Scopes nest; the inner one wins. Returns what `fn` returns.
 *
 * Throws FAPILOG_E_ARGUMENT when `fn` is no function.
 */
declare function runWithContext<T>(fields: object, fn: () => T): T;
/** A context that is entered more than once: of a request, a connection, a job that goes on in callbacks. */
interface OpenContext {
  /** Runs `fn` in the context, beside all else that runs where this is called; returns what `fn` returns. */
  run<T>(fn: () => T): T;
  /**
   * As `run`, for what comes from elsewhere, as the end of a request may come from another one: context providers find
   * what ran beside the context when it was run last, and are not asked where nobody could have kept that.
   */
  resume<T>(fn: () => T): T;
}
/**
 * Opens a context within the running one. Its fields are read once, now. `owner` is what `contextOwner()` gives in
 * it, also in scopes further in and in functions bound there: for integrations, which find their request again by it.
 */
declare function openContext(fields: object, owner?: object): OpenContext;
/** Of the running context, or of the nearest one around it that has an owner. */
declare function contextOwner(): object | undefined;
/**
 * A function that runs `fn` in the scope of this call, also when that is none: for callbacks that
 * libraries call from elsewhere. Everything else that AsyncLocalStorage holds now comes along: the request of
 * `@fapilog/request`, the active span.
 *
 * Throws FAPILOG_E_ARGUMENT when `fn` is no function.
 */
declare function bindContext<This, Args extends readonly unknown[], Result>(fn: (this: This, ...args: Args) => Result): (this: This, ...args: Args) => Result;
/**
 * Adds what `provider` returns to every record of every logger; called on the caller's thread for each
 * record that is logged. Fields of the call win over it, it wins over bound fields. Of several providers
 * the later one wins. What it throws is printed as `context_provider`; records that it logs itself come
 * without its fields. A promise has no fields and is never awaited: one line on stderr says so. Returns a
 * function that removes it.
 *
 * Throws FAPILOG_E_ARGUMENT when the provider is no function.
 */
declare function withContextProvider(provider: () => object | null | undefined): () => void;
/** Where a value came from. */
interface Origin {
  readonly source: 'code' | 'environment' | 'preset' | 'detection' | 'default';
  /** The variable, the preset, or what was detected. */
  readonly from?: string;
}
/**
 * What a sink receives: one or more whole NDJSON lines, of records that come in the order of their calls. A sink of the
 * user's own gets its own copy, for as long as it likes; one of ours may use it only until `write()` settles.
 */
interface Batch {
  /** Records (lines). */
  readonly count: number;
  readonly byteLength: number;
  /** UTF-8 NDJSON, every line ends in `\n`. */
  bytes(): Uint8Array;
  /** The lines without their `\n`. */
  lines(): readonly string[];
  /** Parsed, each an own object. */
  events(): readonly LogEvent[];
}
/** How a sink writes: all that a sink of the user's own has to have. */
interface SinkMethods {
  /**
   * Settles when the records are where they should be: only then does the logger let go of them. `undefined` means
   * that they are there already. Not called again before it has settled. When it throws or rejects, the records
   * count as failed; a number in the error's `written` says how many of the first ones got through all the same.
   */
  write(batch: Batch): void | Promise<void>;
  /** At a drain, after the last write has settled. Not at the end of a process that did not drain. */
  flush?(): void | Promise<void>;
  /** After `flush`. Later records make a new sink, on a new thread. */
  close?(): void | Promise<void>;
}
/** What a sink's factory may use on the dedicated thread. */
interface SinkContext {
  /** The name of the sink in this configuration. */
  readonly name: string;
  /** A line on standard error, as the logger's own warnings: at most a few a second, without secrets. */
  readonly warn: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
}
/**
 * Makes the sink, on the dedicated thread and with a copy of the options. What it throws says what is wrong with them:
 * it becomes the message of FAPILOG_E_SINK. Called again whenever a thread is started anew.
 */
type SinkFactory<Options> = (options: Options, context: SinkContext) => SinkMethods | Promise<SinkMethods>;
/** The type of a sink's module: `typeof import('./my-sink.ts')`. */
interface SinkModule {
  readonly default: SinkFactory<never>;
}
type SinkOptionsOf<Module> = Module extends {
  readonly default: SinkFactory<infer Options>;
} ? Options : never;
/** What may be said about a module's sink beside its own options. */
type ModuleSinkDetails = Omit<ModuleSinkSettings, 'kind' | 'module' | 'options'>;
/** Where the factory can do without them, options may be left out. */
type ModuleSinkArguments<Module> = undefined extends SinkOptionsOf<Module> ? [options?: SinkOptionsOf<Module>, details?: ModuleSinkDetails] : [options: SinkOptionsOf<Module>, details?: ModuleSinkDetails];
type UntypedSink = {
  readonly default: SinkFactory<unknown>;
};
type Pretty = Extract<SinkSettings, {
  kind: 'stdout-pretty';
}>;
type RotatingFile = Extract<SinkSettings, {
  kind: 'rotating-file';
}>;
/** What a builder has collected, for the `build()` of a class of your own. */
declare const builtSettings: (builder: SettingsBuilder) => LoggerOptions;
/** Collects the same settings as `getLogger` takes, step by step. Mistakes throw at `build()`, which its subclasses add. */
declare class SettingsBuilder {
  withName(name: string): this;
  withPreset(preset: PresetName | 'fastapi'): this;
  withLevel(level: LevelName): this;
  /** One JSON object a line on standard output; with `format: 'pretty'`, lines for people. */
  addStdout(options?: {
    readonly name?: string | undefined;
    readonly format?: 'json' | 'pretty' | undefined;
  }): this;
  addStdoutPretty(options?: Omit<Pretty, 'kind'>): this;
  /** Files in a directory, a new one whenever one has 10 MB, unless `options` say otherwise. */
  addFile(directory: string, options?: Omit<RotatingFile, 'kind' | 'directory'>): this;
  /** One of the built-in sinks, `memorySink().sink`, or what the package of a sink returns: `addSink(loki({ url }))`. */
  addSink(sink: SinkSettings): this;
  /** A sink of your own: `addSink<typeof import('./my-sink.ts')>(new URL('./my-sink.ts', import.meta.url), options)`. */
  addSink<Module extends SinkModule = UntypedSink>(module: URL | string, ...args: ModuleSinkArguments<Module>): this;
  /** Fields on every record. A second call adds to the first. */
  withContext(fields: object): this;
  /** A second call adds to the first. */
  withQueue(queue: QueueSettings): this;
  /** `'inline'` runs the pipeline on this thread. A second call adds to the first. */
  withThread(thread: NonNullable<Settings['thread']>): this;
  /** Printed in the `diagnostics` of every record. */
  withService(service: string, details?: Pick<Settings, 'env' | 'version'>): this;
  withShutdownTimeout(timeout: Settings['shutdownTimeoutMs']): this;
  withExitTimeout(timeout: Settings['exitTimeoutMs']): this;
  /** Every other setting. */
  withSettings(settings: Settings): this;
  withDiagnostics(enabled?: boolean): this;
  /** False: a logger and a pipeline of its own, instead of the one of the process. */
  reuse(enabled?: boolean): this;
}
/** `new LoggerBuilder().withPreset('production').withLevel('DEBUG').build()` */
declare class LoggerBuilder extends SettingsBuilder {
  /** Throws as `getLogger` does. */
  build(): SyncLoggerFacade;
}
declare class AsyncLoggerBuilder extends SettingsBuilder {
  /** Rejects as `getAsyncLogger` does. */
  build(): Promise<AsyncLoggerFacade>;
}
/** Runs `fn` with a logger and a pipeline of its own, and drains it when `fn` has ended, however it ended. */
declare function runtime<T>(options: LoggerOptions, fn: (logger: SyncLoggerFacade) => T | Promise<T>): Promise<T>;
/** As `runtime`, with the async facade. */
declare function runtimeAsync<T>(options: LoggerOptions, fn: (logger: AsyncLoggerFacade) => T | Promise<T>): Promise<T>;
/** Whether loggers know this level, in any case: one of fapilog's, an alias, `silent`, or a registered one. */
declare const isLevelName: (name: unknown) => name is LevelName;
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
 *
 * Throws FAPILOG_E_ARGUMENT for `Object`, `Array` and `Function`, of which everything is an instance, for what
 * has no instances, and where the serializer is no function.
 */
declare function registerSerializer<T extends object>(target: AnyClass<T>, serialize: (value: T) => unknown): () => void;
declare function registerSerializer(target: string, serialize: (value: unknown) => unknown): () => void;
/** The message or the stack of an error, without the piece of its input that `JSON.parse` puts there. */
declare function withoutQuote(text: string): string;
interface SubscribeOptions {
  /** The lowest level that is passed on. Default: all. */
  readonly level?: LevelName | undefined;
}
/** A promise that it returns is not awaited. */
type Listener = (event: LogEvent) => unknown;
/**
 * Calls `listener` on this thread with every event the pipeline of the process has delivered, as it was
 * printed. Events come in order, some milliseconds late, and do not keep the process alive. What the
 * listener throws is reported and ignored; do not log each event in it, which would never end. It stays
 * subscribed when the pipeline is configured anew. Returns a function that ends it.
 *
 * Throws FAPILOG_E_ARGUMENT when the listener is no function or the options no object, FAPILOG_E_LEVEL for an
 * unknown level.
 */
declare function subscribe(listener: Listener, options?: SubscribeOptions): () => void;
/**
 * How many listeners of a signal decide when the process ends: those of signal-exit step back for any other, and do not
 * count. For those who end a process by its signal, once they are the only one.
 */
declare function decidingListeners(signal: string): number;
type ShutdownSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';
interface ShutdownOptions {
  /** Default: SIGTERM, SIGINT and SIGHUP. */
  readonly signals?: readonly ShutdownSignal[] | undefined;
  /** The deadline of the drain in milliseconds. Default: the `shutdownTimeoutMs` of the configuration. */
  readonly timeoutMs?: number | undefined;
}
/**
 * Without a listener a signal ends the process at once, and with it what was logged in the last
 * milliseconds. With this, the pipelines are drained first; the exit status stays the signal's. Listeners of
 * the application are respected: where there is one, it decides when to end. A second call replaces the
 * first. Returns a function that takes the listeners away. Does nothing inside worker threads.
 */
declare function installShutdownHandlers(options?: ShutdownOptions): () => void;
/**
 * Logs the error that is about to end the process, as CRITICAL `uncaught_exception` with its `origin`
 * (`uncaughtException` or `unhandledRejection`), before Node's own handling, which stays as it is; also where a listener
 * of yours for `uncaughtException` lets the process live on. Throws FAPILOG_E_ARGUMENT for what is no logger. Returns a
 * function that ends it.
 */
declare function captureUncaughtErrors(logger?: SyncLoggerFacade): () => void;
/** One value of the configuration in force, and where it came from. */
interface Explanation extends Origin {
  /** Dotted: `queue.capacity`, `sinks.0.kind`, `context.tenant`. */
  readonly key: string;
  /** `***` when the key looks like a secret's; objects in `context` are named, not shown. */
  readonly value: string | number | boolean | null;
}
/** Every value of the configuration in force (or of what would be, before the first record) and where it came from. */
declare function explainConfig(): readonly Explanation[];
/** The default export of a sink's module: `export default defineSink((options: MyOptions) => ({ write(batch) { … } }))`. */
declare function defineSink<Options>(factory: SinkFactory<Options>): SinkFactory<Options>;
/**
 * The setting of a sink that a module makes, with its options checked by the compiler:
 * `moduleSink<typeof import('./my-sink.ts')>(new URL('./my-sink.ts', import.meta.url), { … })`. What a package
 * returns that ships a sink.
 */
declare function moduleSink<Module extends SinkModule = {
  readonly default: SinkFactory<unknown>;
}>(module: URL | string, ...[options, details]: ModuleSinkArguments<Module>): ModuleSinkSettings;
interface MemorySinkOptions {
  /** Default `memory`. */
  readonly name?: string | undefined;
  /** Room for lines, 4 KiB to 1 GiB, rounded up to a power of two. Default 1 MiB. */
  readonly maxBytes?: Size | undefined;
}
/** The newest records, to be read at any time: for a crash report, a page that shows the last lines, a test. */
interface MemorySink {
  /** For the `sinks` of one configuration, or `addSink()`. */
  readonly sink: MemorySettings;
  /** What the sink has got so far, oldest first; `await logger.flush()` before, to have all. Never waits. */
  lines(): readonly string[];
  events(): readonly LogEvent[];
  /** Records that had to make room for newer ones. */
  readonly evicted: number;
}
/** Throws FAPILOG_E_ARGUMENT for an option it does not know, and a size it cannot take. */
declare function memorySink(options?: MemorySinkOptions): MemorySink;
declare const listPresets: () => readonly PresetName[];
/** Every code a `FapilogError` can carry, with its one-line meaning. A code never changes its meaning. */
declare const errorCodes: {
  readonly FAPILOG_E_CONFIG: 'A setting has an unknown key or a value it cannot take.';
  readonly FAPILOG_E_CONFIGURED_TWICE: 'A second, different configuration was given to a pipeline that already has one.';
  readonly FAPILOG_E_LEVEL: 'A level is unknown, or was registered with a bad name or number, or with one that is taken.';
  readonly FAPILOG_E_THREAD: 'The dedicated thread did not become ready.';
  readonly FAPILOG_E_SINK: 'A sink could not be set up on the dedicated thread.';
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
/**
 * Whether a key (`password`, `access_key`, `sessionToken`) names something that must not be printed. For messages,
 * `explain()` and the query of a URL, so it errs on the hiding side; redaction of records has rules of its own.
 */
declare const looksSecret: (key: string) => boolean;
export { AsyncLoggerBuilder, type AsyncLoggerFacade, type Batch, type ChildOptions, type CustomLevels, type DrainResult, type Duration, type ErrorCode, type Explanation, FapilogError, type FlushOptions, type Format, type HealthReport, type LevelName, type Listener, type LogAtLevel, type LogEvent, type LogMethod, type LogMethods, type LoggerBase, LoggerBuilder, type LoggerOptions, type LoggerStats, type MemorySettings, type MemorySink, type MemorySinkOptions, type ModuleSinkArguments, type ModuleSinkDetails, type ModuleSinkSettings, type OnFull, type OpenContext, type PresetName, type QueueSettings, type RotatingFileSettings, type Settings, SettingsBuilder, type ShutdownOptions, type SinkContext, type SinkFactory, type SinkMethods, type SinkModule, type SinkOptionsOf, type SinkSettings, type SinkState, type SinkStats, type Size, type SubscribeOptions, type SyncLoggerFacade, type ThreadSettings, bindContext, builtSettings, captureUncaughtErrors, clearLoggerCache, configure, contextOwner, decidingListeners, defineSink, explainConfig, getAsyncLogger, getCachedLoggers, getLogger, installShutdownHandlers, isLevelName, listPresets, looksSecret, memorySink, moduleSink, openContext, registerLevel, registerSerializer, runWithContext, runtime, runtimeAsync, subscribe, withContextProvider, withoutQuote };
