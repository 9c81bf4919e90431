import type { LevelName, PresetName, QueueSettings, Settings, SinkSettings } from '../config/settings.ts'
import { type LoggerOptions, openAsync, openSync } from './get-logger.ts'
import type { AsyncLoggerFacade, SyncLoggerFacade } from './types.ts'

type Pretty = Extract<SinkSettings, { kind: 'stdout-pretty' }>

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Collects the same settings as `getLogger` takes, step by step. Mistakes throw at `build()`. */
class SettingsBuilder {
  protected readonly options: Writable<LoggerOptions> = {}

  withName(name: string): this {
    return this.with({ name })
  }

  withPreset(preset: PresetName | 'fastapi'): this {
    return this.with({ preset })
  }

  withLevel(level: LevelName): this {
    return this.with({ level })
  }

  /** One JSON object a line on standard output; with `format: 'pretty'`, lines for people. */
  addStdout(options: { readonly name?: string; readonly format?: 'json' | 'pretty' } = {}): this {
    const { format = 'json', ...rest } = options
    // Any other format makes a kind that does not exist, which `build()` names.
    return this.#addSink({ ...rest, kind: `stdout-${format}` })
  }

  addStdoutPretty(options: Omit<Pretty, 'kind'> = {}): this {
    return this.#addSink({ kind: 'stdout-pretty', ...options })
  }

  /** Fields on every record. */
  withContext(fields: object): this {
    return this.with({ context: { ...this.options.context, ...fields } })
  }

  withQueue(queue: QueueSettings): this {
    return this.with({ queue: { ...this.options.queue, ...queue } })
  }

  /** Printed in the `diagnostics` of every record. */
  withService(service: string, details: Pick<Settings, 'env' | 'version'> = {}): this {
    return this.with({ service, ...details })
  }

  withShutdownTimeout(timeout: Settings['shutdownTimeoutMs']): this {
    return this.with({ shutdownTimeoutMs: timeout })
  }

  withExitTimeout(timeout: Settings['exitTimeoutMs']): this {
    return this.with({ exitTimeoutMs: timeout })
  }

  withDiagnostics(enabled = true): this {
    return this.with({ diagnostics: enabled })
  }

  /** False: a logger and a pipeline of its own, instead of the one of the process. */
  reuse(enabled = true): this {
    return this.with({ reuse: enabled })
  }

  protected with(options: LoggerOptions): this {
    Object.assign(this.options, options)
    return this
  }

  #addSink(sink: SinkSettings): this {
    return this.with({ sinks: [...(this.options.sinks ?? []), sink] })
  }
}

export class LoggerBuilder extends SettingsBuilder {
  build(): SyncLoggerFacade {
    // oxlint-disable-next-line typescript/unbound-method -- never called: it marks the caller's frame
    return openSync(this.options, undefined, LoggerBuilder.prototype.build)
  }
}

export class AsyncLoggerBuilder extends SettingsBuilder {
  build(): Promise<AsyncLoggerFacade> {
    // oxlint-disable-next-line typescript/unbound-method -- never called: it marks the caller's frame
    return openAsync(this.options, undefined, AsyncLoggerBuilder.prototype.build)
  }
}
