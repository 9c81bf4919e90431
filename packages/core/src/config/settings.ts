import type { ResolvedRotatingFile, RotatingFileSettings } from './rotating-file-settings.ts'
import type { Duration, Size } from './units.ts'

/** `web` is `production` for HTTP services; `fastapi`, its name in the Python original, is accepted for it. */
export type PresetName = 'dev' | 'production' | 'serverless' | 'hardened' | 'minimal' | 'web'

type BuiltInLevel =
  | 'trace'
  | 'debug'
  | 'info'
  | 'warning'
  | 'warn'
  | 'error'
  | 'critical'
  | 'fatal'
  | 'audit'
  | 'security'
  | 'silent'

/** The built-in levels, and every level that was registered before. In any case. */
export type LevelName = BuiltInLevel | Uppercase<BuiltInLevel> | (string & Record<never, never>)

/** `auto` is `pretty` on a terminal and `json` elsewhere. */
export type Format = 'json' | 'pretty' | 'auto'

/** What a log call does when the queue is full: lose the record and count it, or wait for room. */
export type OnFull = 'drop' | 'block'

interface NamedSink {
  /** 1 to 64 letters, digits, `.`, `_`, `-`; no two sinks share one. Default: the kind; of a module, its file. */
  readonly name?: string | undefined
}

/** One JSON object a line on standard output. */
export interface StdoutJsonSettings extends NamedSink {
  readonly kind: 'stdout-json'
}

/** Lines for people on standard output. */
export interface StdoutPrettySettings extends NamedSink {
  readonly kind: 'stdout-pretty'
  /** Default `auto`: on a terminal, unless NO_COLOR says otherwise. */
  readonly colors?: 'auto' | 'always' | 'never' | undefined
  /** The time zone of the printed time. Default `local`. */
  readonly time?: 'local' | 'utc' | undefined
}

/** Takes everything and writes nothing. */
export interface NoopSettings extends NamedSink {
  readonly kind: 'noop'
}

/** The newest lines, in memory. Made by `memorySink()`, which also reads them. */
export interface MemorySettings extends NamedSink {
  readonly kind: 'memory'
  readonly buffer: SharedArrayBuffer
}

/** A sink of your own: a module that the dedicated thread loads, see `defineSink`. */
export interface ModuleSinkSettings extends NamedSink {
  readonly kind: 'module'
  /** `new URL('./my-sink.js', import.meta.url)`, an absolute path, or the name of a package. */
  readonly module: URL | string
  /** The file or folder from which the name of a package is looked up. Default: the working directory. */
  readonly base?: URL | string | undefined
  /** For its factory, which gets a copy: plain data. A function or an instance of a class in it throws. */
  readonly options?: unknown
  /** Bytes that may wait for it before other sinks wait too, 64 KiB to 1 GiB. Default 1 MiB. */
  readonly queueBytes?: Size | undefined
  /** How long a write may take before its records count as failed. Default 5000; `Infinity` is allowed. */
  readonly timeoutMs?: Duration | undefined
}

export type SinkSettings =
  | StdoutJsonSettings
  | StdoutPrettySettings
  | RotatingFileSettings
  | NoopSettings
  | MemorySettings
  | ModuleSinkSettings

export interface QueueSettings {
  /** Bytes of the shared queue, 512 KiB to 1 GiB, rounded up to a power of two. Default 8 MiB. */
  readonly capacity?: Size | undefined
  /** Default `drop`; `hardened` blocks. */
  readonly onFull?: OnFull | undefined
  /** How long `block` may hold the calling thread, once for each stall of the queue. Default 50. */
  readonly waitMs?: Duration | undefined
  /** How long an async call awaits room before it resolves false. Default 1000; `Infinity` is allowed. */
  readonly asyncWaitMs?: Duration | undefined
}

/** `inline`: the pipeline runs on the thread that logs, between the turns of its event loop. */
export type ThreadMode = 'dedicated' | 'inline'

/** The thread that the pipeline runs on, and the limits of its heap, in whole MiB. */
export interface ThreadSettings {
  /** Default `dedicated`. */
  readonly mode?: ThreadMode | undefined
  /** 1 to 256. Default 2. */
  readonly maxYoungGenerationSizeMb?: number | undefined
  /** 32 to 65536. Default 32, since the built-in sinks hold little; 256 with a module among the sinks. */
  readonly maxOldGenerationSizeMb?: number | undefined
}

/**
 * What an application may choose. Everything is optional. A value given here beats the environment, which
 * beats the preset, which beats detection, which beats the default. An unknown key or a bad value throws
 * `FAPILOG_E_CONFIG`; `undefined` is the same as leaving the key out.
 */
export interface Settings {
  /** Where to start from. Default: none. `FAPILOG_PRESET`. */
  readonly preset?: PresetName | 'fastapi' | undefined
  /** The lowest level that is logged. Default INFO; DEBUG on a terminal. `FAPILOG_LEVEL`. */
  readonly level?: LevelName | undefined
  /** The kind of the standard output sink, when `sinks` is not given. Default `auto`. `FAPILOG_FORMAT`. */
  readonly format?: Format | undefined
  /** Where records go, 1 to 32. Replaces the sinks of the preset; excludes `format`. */
  readonly sinks?: readonly SinkSettings[] | undefined
  /** `FAPILOG_QUEUE__CAPACITY`, `__ON_FULL`, `__WAIT_MS`, `__ASYNC_WAIT_MS`. */
  readonly queue?: QueueSettings | undefined
  /** The name of the application, 1 to 256 characters. Default: none. `FAPILOG_SERVICE`. */
  readonly service?: string | undefined
  /** Where it runs, 1 to 256 characters. Default: NODE_ENV. `FAPILOG_ENV`. */
  readonly env?: string | undefined
  /** The version of the application, 1 to 256 characters. Default: none. `FAPILOG_VERSION`. */
  readonly version?: string | undefined
  /** Fields bound to every record: a plain object, copied (one level) when it is given. Default: none. */
  readonly context?: object | undefined
  /** The deadline of a drain, at most 24 days. Default 3000; production and web 25000. `FAPILOG_SHUTDOWN_TIMEOUT_MS`. */
  readonly shutdownTimeoutMs?: Duration | undefined
  /** How long the end of the process may wait for delivery, at most 24 days. Default 2000. `FAPILOG_EXIT_TIMEOUT_MS`. */
  readonly exitTimeoutMs?: Duration | undefined
  /** Whether the logger warns on stderr when records are lost. Default true. `FAPILOG_DIAGNOSTICS`. */
  readonly diagnostics?: boolean | undefined
  /** Whether each line is wrapped with the version of its schema. Default false. `FAPILOG_SCHEMA_VERSION`. */
  readonly schemaVersion?: boolean | undefined
  /** `'inline'` is short for `{ mode: 'inline' }`. `FAPILOG_THREAD__MODE`, `FAPILOG_THREAD__MAX_YOUNG_GENERATION_SIZE_MB`, `FAPILOG_THREAD__MAX_OLD_GENERATION_SIZE_MB`. */
  readonly thread?: ThreadSettings | ThreadMode | undefined
}

/** A sink with its name and every option filled in. */
export type ResolvedSink =
  | { readonly kind: 'stdout-json'; readonly name: string }
  | {
      readonly kind: 'stdout-pretty'
      readonly name: string
      readonly colors: 'auto' | 'always' | 'never'
      readonly time: 'local' | 'utc'
    }
  | ResolvedRotatingFile
  | { readonly kind: 'noop'; readonly name: string }
  | { readonly kind: 'memory'; readonly name: string; readonly buffer: SharedArrayBuffer }
  | ResolvedModuleSink

export interface ResolvedModuleSink {
  readonly kind: 'module'
  readonly name: string
  /** A file URL. */
  readonly module: string
  readonly options: unknown
  readonly queueBytes: number
  readonly timeoutMs: number
}
