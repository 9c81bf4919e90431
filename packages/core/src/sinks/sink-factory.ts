import type { ModuleSinkSettings } from '../config/settings.ts'
import type { SinkMethods } from './sink.ts'

/** What a sink's factory may use on the dedicated thread. */
export interface SinkContext {
  /** The name of the sink in this configuration. */
  readonly name: string
  /** A line on standard error, as the logger's own warnings: at most a few a second, without secrets. */
  readonly warn: (message: string, fields?: Readonly<Record<string, unknown>>) => void
}

/**
 * Makes the sink, on the dedicated thread and with a copy of the options. What it throws says what is wrong with them:
 * it becomes the message of FAPILOG_E_SINK. Called again whenever a thread is started anew.
 */
export type SinkFactory<Options> = (
  options: Options,
  context: SinkContext,
) => SinkMethods | Promise<SinkMethods>

/** The type of a sink's module: `typeof import('./my-sink.ts')`. */
export interface SinkModule {
  // What a factory takes is known to those who name its module.
  readonly default: SinkFactory<never>
}

export type SinkOptionsOf<Module> = Module extends { readonly default: SinkFactory<infer Options> }
  ? Options
  : never

/** What may be said about a module's sink beside its own options. */
export type ModuleSinkDetails = Omit<ModuleSinkSettings, 'kind' | 'module' | 'options'>

/** Where the factory can do without them, options may be left out. */
export type ModuleSinkArguments<Module> =
  undefined extends SinkOptionsOf<Module>
    ? [options?: SinkOptionsOf<Module>, details?: ModuleSinkDetails]
    : [options: SinkOptionsOf<Module>, details?: ModuleSinkDetails]
