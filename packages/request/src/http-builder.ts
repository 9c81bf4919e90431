import { moduleSink } from 'fapilog'
import type { LevelName, ModuleSinkArguments, PresetName, QueueSettings } from 'fapilog'
import type { Settings, SinkFactory, SinkModule, SinkSettings } from 'fapilog'
import type { HttpOptions, RequestIdOptions, RequestLoggingOptions } from './http-options.ts'

type UntypedSink = { readonly default: SinkFactory<unknown> }
type Kind<K extends SinkSettings['kind']> = Extract<SinkSettings, { kind: K }>

/** Beside the builders, not in them: with private members, builders of two copies of the package would be of two types. */
const collected = new WeakMap<HttpBuilder, RequestLoggingOptions>()

/** What a builder has collected, for the `build()` of a framework's package. */
export const builtOptions = (builder: HttpBuilder): RequestLoggingOptions => collected.get(builder) ?? {}

function set<B extends HttpBuilder>(builder: B, options: RequestLoggingOptions): B {
  collected.set(builder, { ...builtOptions(builder), ...options })
  return builder
}

function addSink<B extends HttpBuilder>(builder: B, sink: SinkSettings): B {
  return set(builder, { sinks: [...(builtOptions(builder).sinks ?? []), sink] })
}

/**
 * Collects step by step what `createRequestLogging` takes: the settings of a logger under the names of `LoggerBuilder`,
 * and the options for requests. Mistakes throw at `build()`, which the packages for the frameworks add.
 */
export class HttpBuilder {
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

  addStdoutPretty(options: Omit<Kind<'stdout-pretty'>, 'kind'> = {}): this {
    return addSink(this, { ...options, kind: 'stdout-pretty' })
  }

  /** Files in a directory, a new one whenever one has 10 MB, unless `options` say otherwise. */
  addFile(directory: string, options: Omit<Kind<'rotating-file'>, 'kind' | 'directory'> = {}): this {
    return addSink(this, { ...options, kind: 'rotating-file', directory })
  }

  /** One of the built-in sinks, `memorySink().sink`, or what the package of a sink returns. */
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
    return set(this, { context: { ...builtOptions(this).context, ...fields } })
  }

  /** A second call adds to the first. */
  withQueue(queue: QueueSettings): this {
    return set(this, { queue: { ...builtOptions(this).queue, ...queue } })
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

  /** Every other setting of a logger. */
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

  /** A logger that exists; excludes the settings of one. */
  withLogger(logger: NonNullable<RequestLoggingOptions['logger']>): this {
    return set(this, { logger })
  }

  /** A second call adds to the first. */
  skipPaths(paths: NonNullable<HttpOptions['skipPaths']>): this {
    return set(this, { skipPaths: [...(builtOptions(this).skipPaths ?? []), ...paths] })
  }

  skipWhen(predicate: NonNullable<HttpOptions['skip']>): this {
    return set(this, { skip: predicate })
  }

  logErrorsOnSkip(enabled = true): this {
    return set(this, { logErrorsOnSkip: enabled })
  }

  /** 0 to 1. Errors, aborted and slow requests are always logged. */
  sampleRate(rate: number): this {
    return set(this, { sampleRate: rate })
  }

  /** Milliseconds from which on a request is always logged. */
  slowAfter(milliseconds: number): this {
    return set(this, { slowMs: milliseconds })
  }

  /** Headers that are printed. A second call adds to the first. */
  includeHeaders(names: readonly string[]): this {
    return set(this, { includeHeaders: [...(builtOptions(this).includeHeaders ?? []), ...names] })
  }

  /** A second call adds to the first. */
  redactHeaders(names: readonly string[]): this {
    return set(this, { redactHeaders: [...(builtOptions(this).redactHeaders ?? []), ...names] })
  }

  withCorrelationId(options: RequestIdOptions): this {
    return set(this, { requestId: { ...builtOptions(this).requestId, ...options } })
  }

  /** Every other option for requests. */
  withHttp(options: HttpOptions): this {
    return set(this, options)
  }

  withDrainTimeout(milliseconds: number): this {
    return set(this, { drainTimeoutMs: milliseconds })
  }
}
