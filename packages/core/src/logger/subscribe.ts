import { isPromise } from '../codec/intrinsics.ts'
import type { LevelName } from '../config/settings.ts'
import { FapilogError } from '../errors/fapilog-error.ts'
import { diagnose } from '../observe/diagnostics.ts'
import type { PipelineHandle } from '../lifecycle/pipeline-handle.ts'
import type { LogEvent } from '../sinks/sink.ts'
import { requireLevel } from './levels.ts'
import { state, type Subscription } from './shared-state.ts'

export interface SubscribeOptions {
  /** The lowest level that is passed on. Default: all. */
  readonly level?: LevelName | undefined
}

/** A promise that it returns is not awaited. */
export type Listener = (event: LogEvent) => unknown

/**
 * Calls `listener` on this thread with every event the pipeline of the process has delivered, as it was
 * printed. Events come in order, some milliseconds late, and do not keep the process alive. What the
 * listener throws is reported and ignored; do not log each event in it, which would never end. It stays
 * subscribed when the pipeline is configured anew. Returns a function that ends it.
 *
 * Throws FAPILOG_E_ARGUMENT when the listener is no function or the options no object, FAPILOG_E_LEVEL for an
 * unknown level.
 */
export function subscribe(listener: Listener, options: SubscribeOptions = {}): () => void {
  return add(state.processListeners, () => state.pipeline, listener, options)
}

/** The same for one pipeline. */
export function subscribeTo(
  handle: PipelineHandle,
  listener: Listener,
  options: SubscribeOptions,
): () => void {
  const all = state.listeners.get(handle) ?? new Set()
  state.listeners.set(handle, all)
  return add(all, () => handle, listener, options)
}

/** Lets the listeners of the process hear its new pipeline. */
export function followPipeline(handle: PipelineHandle): void {
  state.listeners.set(handle, state.processListeners)
  if (state.processListeners.size > 0) announce(handle, state.processListeners)
}

function add(
  all: Set<Subscription>,
  pipeline: () => PipelineHandle | null,
  listener: Listener,
  options: SubscribeOptions,
): () => void {
  if (typeof listener !== 'function') {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'a listener is a function', {
      key: 'listener',
      value: listener,
    })
  }
  // Untyped callers pass null for "none".
  if (typeof (options as unknown) !== 'object' || (options as unknown) === null) {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'options of a subscription are an object: { level }', {
      key: 'options',
      value: options,
    })
  }
  const level = options.level === undefined ? 0 : requireLevel(options.level)
  const subscription = { listener, level }
  const changed = (): void => {
    const handle = pipeline()
    if (handle !== null) announce(handle, all)
  }
  all.add(subscription)
  changed()
  return () => {
    if (all.delete(subscription)) changed()
  }
}

function announce(handle: PipelineHandle, all: ReadonlySet<Subscription>): void {
  const lowest = all.size === 0 ? null : Math.min(...[...all].map(({ level }) => level))
  handle.subscribe(lowest, (lines, levels) => {
    for (const [i, line] of lines.entries()) pass(all, line, levels[i] as number)
  })
}

function pass(all: ReadonlySet<Subscription>, line: string, level: number): void {
  for (const { listener, level: lowest } of all) {
    // Below zero: a line of the pipeline's own, for everybody.
    if (level >= 0 && level < lowest) continue
    try {
      const result = listener(parse(line))
      if (isPromise(result)) result.catch(failed)
    } catch (error) {
      failed(error)
    }
  }
}

/** Each listener gets an object of its own. With `schemaVersion` the event is wrapped in the line. */
function parse(line: string): LogEvent {
  const event = JSON.parse(line) as LogEvent | { readonly log: LogEvent }
  return 'log' in event ? event.log : event
}

function failed(error: unknown): void {
  diagnose('subscribe', 'a listener threw', { error })
}
