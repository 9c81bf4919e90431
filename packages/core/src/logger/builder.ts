import type { LevelName, PresetName, QueueSettings, Settings, SinkSettings } from '../config/settings.ts'
import type { ModuleSinkArguments, SinkFactory, SinkModule } from '../sinks/sink-factory.ts'
import { moduleSink } from './define-sink.ts'
import { type LoggerOptions, openAsync, openSync } from './get-logger.ts'
import type { AsyncLoggerFacade, SyncLoggerFacade } from './types.ts'

type UntypedSink = { readonly default: SinkFactory<unknown> }

type Pretty = Extract<SinkSettings, { kind: 'stdout-pretty' }>
type RotatingFile = Extract<SinkSettings, { kind: 'rotating-file' }>

/** Beside the builders, not in them: with private members, builders of two copies of the package would be of two types. */
const collected = new WeakMap<SettingsBuilder, LoggerOptions>()

/** What a builder has collected, for the `build()` of a class of your own. */
export const builtSettings = (builder: SettingsBuilder): LoggerOptions => collected.get(builder) ?? {}

function set<B extends SettingsBuilder>(builder: B, options: LoggerOptions): B {
  collected.set(builder, { ...builtSettings(builder), ...options })
  return builder
}

/** Collects the same settings as `getLogger` takes, step by step. Mistakes throw at `build()`, which its subclasses add. */
export class SettingsBuilder {
  withName(name: string): this {
    return set(this, { name })
  }

  withPreset(preset: PresetName | 'fastapi'): this {
    return set(this, { preset })
  }

  withLevel(level: LevelName): this {
    return set(this, { level })
  }

  /** One JSON object a line on standard output; with `format: 'pretty'`, lines for people. */
  addStdout(
    options: { readonly name?: string | undefined; readonly format?: 'json' | 'pretty' | undefined } = {},
  ): this {
    const { format = 'json', ...rest } = options
    // Any other format makes a kind that does not exist, which `build()` names.
    return addSink(this, { ...rest, kind: `stdout-${format}` })
  }

  addStdoutPretty(options: Omit<Pretty, 'kind'> = {}): this {
    return addSink(this, { ...options, kind: 'stdout-pretty' })
  }

  /** Files in a directory, a new one whenever one has 10 MB, unless `options` say otherwise. */
  addFile(directory: string, options: Omit<RotatingFile, 'kind' | 'directory'> = {}): this {
    return addSink(this, { ...options, kind: 'rotating-file', directory })
  }

  /** One of the built-in sinks, `memorySink().sink`, or what the package of a sink returns: `addSink(loki({ url }))`. */
  addSink(sink: SinkSettings): this
  /** A sink of your own: `addSink<typeof import('./my-sink.ts')>(new URL('./my-sink.ts', import.meta.url), options)`. */
  addSink<Module extends SinkModule = UntypedSink>(
    module: URL | string,
    ...args: ModuleSinkArguments<Module>
  ): this
  addSink(sink: SinkSettings | URL | string, ...args: ModuleSinkArguments<UntypedSink>): this {
    const named = typeof sink === 'string' || Object.prototype.toString.call(sink) === '[object URL]'
    return addSink(this, named ? moduleSink(sink as URL | string, ...args) : (sink as SinkSettings))
  }

  /** Fields on every record. A second call adds to the first. */
  withContext(fields: object): this {
    return set(this, { context: { ...builtSettings(this).context, ...fields } })
  }

  /** A second call adds to the first. */
  withQueue(queue: QueueSettings): this {
    return set(this, { queue: { ...builtSettings(this).queue, ...queue } })
  }

  /** `'inline'` runs the pipeline on this thread. A second call adds to the first. */
  withThread(thread: NonNullable<Settings['thread']>): this {
    const settings = typeof thread === 'string' ? { mode: thread } : thread
    const before = builtSettings(this).thread
    return set(this, { thread: { ...(typeof before === 'object' ? before : {}), ...settings } })
  }

  /** Printed in the `diagnostics` of every record. */
  withService(service: string, details: Pick<Settings, 'env' | 'version'> = {}): this {
    return set(this, { service, ...details })
  }

  withShutdownTimeout(timeout: Settings['shutdownTimeoutMs']): this {
    return set(this, { shutdownTimeoutMs: timeout })
  }

  withExitTimeout(timeout: Settings['exitTimeoutMs']): this {
    return set(this, { exitTimeoutMs: timeout })
  }

  /** Every other setting. */
  withSettings(settings: Settings): this {
    return set(this, settings)
  }

  withDiagnostics(enabled = true): this {
    return set(this, { diagnostics: enabled })
  }

  /** False: a logger and a pipeline of its own, instead of the one of the process. */
  reuse(enabled = true): this {
    return set(this, { reuse: enabled })
  }
}

function addSink<B extends SettingsBuilder>(builder: B, sink: SinkSettings): B {
  return set(builder, { sinks: [...(builtSettings(builder).sinks ?? []), sink] })
}

/** `new LoggerBuilder().withPreset('production').withLevel('DEBUG').build()` */
export class LoggerBuilder extends SettingsBuilder {
  /** Throws as `getLogger` does. */
  build(): SyncLoggerFacade {
    // oxlint-disable-next-line typescript/unbound-method -- never called: it marks the caller's frame
    return openSync(builtSettings(this), undefined, LoggerBuilder.prototype.build)
  }
}

export class AsyncLoggerBuilder extends SettingsBuilder {
  /** Rejects as `getAsyncLogger` does. */
  build(): Promise<AsyncLoggerFacade> {
    // oxlint-disable-next-line typescript/unbound-method -- never called: it marks the caller's frame
    return openAsync(builtSettings(this), undefined, AsyncLoggerBuilder.prototype.build)
  }
}
