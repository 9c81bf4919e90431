import type { ResolvedSink } from '../config/settings.ts'
import { diagnose } from '../observe/diagnostics.ts'
import { createSink } from '../sinks/create-sink.ts'
import { loadModuleSink } from '../sinks/module-sink.ts'
import type { Sink } from '../sinks/sink.ts'
import { createStdoutJson } from '../sinks/stdout-json.ts'
import type { DisabledSinks, SinkFailure } from './thread-messages.ts'

export interface OpenedSinks {
  /** In the order of the configuration; null: one that could not be set up, while another can. */
  readonly sinks: readonly (Sink | null)[]
  readonly failures: readonly SinkFailure[]
}

/** Kinds that nobody reads a log from: they are no reason to be silent elsewhere. */
const QUIET: ReadonlySet<ResolvedSink['kind']> = new Set(['noop', 'memory'])

type Opened = Sink | SinkFailure

/**
 * Makes the sinks, at once where all are built in. One that cannot be set up is left out as long as another one
 * writes somewhere; else standard output takes its place, under its name. The same goes for the `disabled` ones.
 * Error: that of the first one, when there is none left that could take a record: they wait in the ring until there is.
 */
export function openSinks(
  settings: readonly ResolvedSink[],
  disabled: DisabledSinks = new Map(),
): OpenedSinks | Promise<OpenedSinks> {
  const opened = settings.map((setting, i) => {
    const why = disabled.get(i)
    return why === undefined ? open(setting) : failureOf(setting, new Error(why))
  })
  const allHere = (made: readonly (Opened | Promise<Opened>)[]): made is readonly Opened[] =>
    !made.some((sink) => sink instanceof Promise)
  if (allHere(opened)) return complete(settings, opened)
  return Promise.all(opened.map((sink) => Promise.resolve(sink))).then((sinks) => complete(settings, sinks))
}

/** The same, one after the other; `onLoading` is told whose module is next. */
export async function openOneByOne(
  settings: readonly ResolvedSink[],
  disabled: DisabledSinks,
  onLoading: (sink: number) => void,
): Promise<OpenedSinks> {
  const opened: Opened[] = []
  for (const [i, setting] of settings.entries()) {
    const why = disabled.get(i)
    if (why === undefined && setting.kind === 'module') onLoading(i)
    opened.push(why === undefined ? await open(setting) : failureOf(setting, new Error(why)))
  }
  return complete(settings, opened)
}

function open(setting: ResolvedSink): Opened | Promise<Opened> {
  if (setting.kind === 'module') {
    return loadModuleSink(setting).catch((error: unknown) => failureOf(setting, error))
  }
  try {
    return createSink(setting)
  } catch (error) {
    return failureOf(setting, error)
  }
}

function complete(settings: readonly ResolvedSink[], opened: readonly Opened[]): OpenedSinks {
  const failures = opened.filter(isFailure)
  const sinks = opened.map((sink) => (isFailure(sink) ? null : sink))
  const speaks = settings.some(({ kind }, i) => sinks[i] !== null && !QUIET.has(kind))
  const [first] = failures
  if (first !== undefined && !speaks) {
    const at = opened.indexOf(first)
    sinks[at] = standIn(settings[at] as ResolvedSink)
    if (sinks.every((sink) => sink === null))
      throw Object.assign(new Error(first.message), { stack: first.stack })
  }
  for (const { name, module, message } of failures) {
    const instead = speaks ? 'the other sinks' : 'standard output'
    diagnose('sink', 'a sink could not be set up', { sink: name, module, error: message, instead })
  }
  return { sinks, failures }
}

/** Null: standard output is not open. */
function standIn({ kind, name }: ResolvedSink): Sink | null {
  if (kind === 'stdout-json' || kind === 'stdout-pretty') return null
  try {
    return { ...createStdoutJson({ name }), standsIn: true }
  } catch {
    return null
  }
}

function failureOf(setting: ResolvedSink, thrown: unknown): SinkFailure {
  const module = setting.kind === 'module' ? setting.module : null
  const { name } = setting
  try {
    const { message, stack } = Object(thrown) as { readonly message?: unknown; readonly stack?: unknown }
    const text = typeof message === 'string' && message !== '' ? message : String(thrown)
    return { name, module, message: text, stack: typeof stack === 'string' ? stack : null }
  } catch {
    return { name, module, message: 'it threw what cannot be printed', stack: null }
  }
}

function isFailure(opened: Opened): opened is SinkFailure {
  return 'message' in opened
}
