import type { LevelName } from '../config/settings.ts'
import { diagnose } from '../observe/diagnostics.ts'
import type { PipelineHandle } from '../lifecycle/pipeline-handle.ts'
import type { LogEvent } from '../sinks/sink.ts'
import { requireLevel } from './levels.ts'
import { processPipeline } from './pipelines.ts'

export interface SubscribeOptions {
  /** The lowest level that is passed on. Default TRACE. */
  readonly level?: LevelName
}

export type Listener = (event: LogEvent) => void

interface Subscription {
  readonly listener: Listener
  readonly level: number
}

const subscriptions = new WeakMap<PipelineHandle, Set<Subscription>>()

/**
 * Calls `listener` on this thread with every event the pipeline of the process has delivered, as it was
 * printed. Events come in order, some milliseconds late, and do not keep the process alive. What the
 * listener throws is reported and ignored. Returns a function that ends it.
 */
export function subscribe(listener: Listener, options: SubscribeOptions = {}): () => void {
  return subscribeTo(processPipeline(), listener, options)
}

export function subscribeTo(
  handle: PipelineHandle,
  listener: Listener,
  options: SubscribeOptions,
): () => void {
  const all = subscriptions.get(handle) ?? new Set()
  subscriptions.set(handle, all)
  const subscription = { listener, level: options.level === undefined ? 0 : requireLevel(options.level) }
  all.add(subscription)
  announce(handle, all)
  return () => {
    if (all.delete(subscription)) announce(handle, all)
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
    if (level >= 0 && level < lowest) continue
    try {
      listener(JSON.parse(line) as LogEvent)
    } catch (error) {
      diagnose('subscribe', 'a listener threw', { error: String(error) })
    }
  }
}
