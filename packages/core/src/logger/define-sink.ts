import type { ModuleSinkSettings } from '../config/settings.ts'
import type { ModuleSinkArguments, SinkFactory, SinkModule } from '../sinks/sink-factory.ts'

/** The default export of a sink's module: `export default defineSink((options: MyOptions) => ({ write(batch) { … } }))`. */
export function defineSink<Options>(factory: SinkFactory<Options>): SinkFactory<Options> {
  return factory
}

/**
 * The setting of a sink that a module makes, with its options checked by the compiler:
 * `moduleSink<typeof import('./my-sink.ts')>(new URL('./my-sink.ts', import.meta.url), { … })`. What a package
 * returns that ships a sink.
 */
export function moduleSink<Module extends SinkModule = { readonly default: SinkFactory<unknown> }>(
  module: URL | string,
  ...[options, details]: ModuleSinkArguments<Module>
): ModuleSinkSettings {
  return { kind: 'module', module, ...(options !== undefined && { options }), ...details }
}
