import { moduleName, resolveModule } from './resolve-module.ts'
import { own } from './plain-copy.ts'
import { resolveRotatingFile } from './resolve-rotating-file.ts'
import type { Origin } from './resolved-config.ts'
import type { Format, ResolvedSink, SinkSettings } from './settings.ts'

/** A chosen value and who chose it. */
export interface Choice<T> {
  readonly value: T
  readonly origin: Origin
}

const byDefault: Origin = { source: 'default' }

const isStdout = (sink: SinkSettings): boolean => sink.kind === 'stdout-json' || sink.kind === 'stdout-pretty'

/** What a sink is called when nobody names it. */
export const defaultName = (sink: SinkSettings): string =>
  sink.kind === 'module' ? moduleName(String(sink.module)) : sink.kind

const textOf = (value: URL | string | undefined): string | undefined =>
  value === undefined ? undefined : String(value)

const fill = (sink: SinkSettings, key: string): ResolvedSink => {
  const name = own(sink, 'name') ?? defaultName(sink)
  switch (sink.kind) {
    case 'stdout-pretty':
      return {
        kind: sink.kind,
        name,
        colors: own(sink, 'colors') ?? 'auto',
        time: own(sink, 'time') ?? 'local',
      }
    case 'rotating-file':
      return resolveRotatingFile(sink)
    case 'memory':
      return { kind: sink.kind, name, buffer: sink.buffer }
    case 'module':
      return {
        kind: sink.kind,
        name,
        module: resolveModule(String(sink.module), textOf(own(sink, 'base')), `${key}.module`),
        options: own(sink, 'options'),
        queueBytes: Number(own(sink, 'queueBytes') ?? 2 ** 20),
        timeoutMs: Number(own(sink, 'timeoutMs') ?? 5000),
      }
    default:
      return { kind: sink.kind, name }
  }
}

/** The sink a format stands for, and what decided: under `auto` that is the terminal, not whoever said `auto`. */
const formatSink = (format: Choice<Format>, isTTY: boolean): Choice<SinkSettings> => {
  const pretty = format.value === 'pretty' || (format.value === 'auto' && isTTY)
  const detected: Origin = { source: 'detection', from: isTTY ? 'terminal' : 'no terminal' }
  return {
    value: { kind: pretty ? 'stdout-pretty' : 'stdout-json' },
    origin: format.value === 'auto' ? detected : format.origin,
  }
}

/** Puts the format's sink where the first standard output sink is, or first of all; there is only one of them. */
const withFormat = (
  sinks: readonly Choice<SinkSettings>[],
  format: Choice<SinkSettings>,
): readonly Choice<SinkSettings>[] => {
  const at = sinks.findIndex((sink) => isStdout(sink.value))
  const others = sinks.filter((sink) => !isStdout(sink.value))
  return others.toSpliced(Math.max(at, 0), 0, format)
}

/**
 * Sinks chosen in code stand as they are. Those of a preset give way to a format that was chosen beside it,
 * and where there are none the format alone decides. Adds the origin of each option to `origins`.
 */
export const resolveSinks = (
  sinks: Choice<readonly SinkSettings[]>,
  format: Choice<Format>,
  isTTY: boolean,
  origins: Map<string, Origin>,
): readonly ResolvedSink[] => {
  const chosen = sinks.value.map((value) => ({ value, origin: sinks.origin }))
  const asChosen = sinks.origin.source === 'code' || (chosen.length > 0 && format.origin.source === 'default')
  const settled = asChosen ? chosen : withFormat(chosen, formatSink(format, isTTY))
  return settled.map(({ value, origin }, index) => {
    const filled = fill(value, `sinks.${index}`)
    for (const option of Object.keys(filled)) {
      const given = own(value, option as keyof SinkSettings) !== undefined
      origins.set(`sinks.${index}.${option}`, given ? origin : byDefault)
    }
    return filled
  })
}
