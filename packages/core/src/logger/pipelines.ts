import { isatty } from 'node:tty'
import { resolve } from '../config/resolve.ts'
import { forThread, type Resolution } from '../config/resolved-config.ts'
import type { Settings } from '../config/settings.ts'
import { FapilogError } from '../errors/fapilog-error.ts'
import { configureDiagnostics, diagnose } from '../observe/diagnostics.ts'
import { PipelineHandle } from '../lifecycle/pipeline-handle.ts'
import { state } from './shared-state.ts'

/** Resolves settings against this process. Throws FAPILOG_E_CONFIG. */
export function resolveHere(settings: Settings): Resolution {
  const resolution = resolve(settings, { env: process.env, isTTY: isatty(1), levels: state.levels })
  for (const warning of resolution.warnings) {
    if (state.warned.has(warning)) continue
    state.warned.add(warning)
    diagnose('config', warning)
  }
  return resolution
}

/** A pipeline of its own, started at once. */
export function openPipeline(resolution: Resolution): PipelineHandle {
  return track(new PipelineHandle(resolution.config, state.making, false))
}

function track(handle: PipelineHandle): PipelineHandle {
  for (const known of state.handles) if (known.deref() === undefined) state.handles.delete(known)
  state.handles.add(new WeakRef(handle))
  return handle
}

/**
 * The pipeline of the process. Before anybody configured it, records are kept in its queue and nothing
 * starts until the first turn of the event loop, so that the order of imports does not matter.
 */
export function processPipeline(): PipelineHandle {
  if (state.pipeline !== null) return state.pipeline
  const resolution = resolveHere({})
  state.configured = { resolution, place: null }
  const handle = track(new PipelineHandle(resolution.config, state.making, true))
  state.pipeline = handle
  state.epoch++
  setImmediate(() => settle(handle, resolution)).unref()
  return handle
}

function settle(handle: PipelineHandle, resolution: Resolution): void {
  if (!handle.provisional) return
  configureDiagnostics({ enabled: resolution.config.diagnostics })
  handle.settle(resolution.config)
  state.epoch++
}

/** `asked` is the public function that was called: the place that configures is its caller. */
export function configureProcess(settings: Settings, asked: (...args: never[]) => unknown): void {
  const resolution = resolveHere(settings)
  const place = placeOf(asked)
  const current = state.pipeline
  if (current === null || !current.provisional) {
    if (current !== null && isSame(resolution)) return
    refuseSecond(place)
    state.configured = { resolution, place }
    configureDiagnostics({ enabled: resolution.config.diagnostics })
    state.pipeline = openPipeline(resolution)
    // Nobody chose the one that ran so far, or it is drained: it ends when it is empty.
    if (current !== null) void current.drain(current.config.shutdownTimeoutMs)
    state.epoch++
  } else {
    state.configured = { resolution, place }
    settle(current, resolution)
  }
}

/** Contexts are compared field by field, by identity: they hold objects of the application. */
function isSame(resolution: Resolution): boolean {
  const current = state.configured?.resolution.config
  if (current === undefined) return false
  const { config } = resolution
  if (JSON.stringify(forThread(current)) !== JSON.stringify(forThread(config))) return false
  const [a, b] = [{ ...current.context }, { ...config.context }]
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]))
}

function refuseSecond(place: string): void {
  const first = state.configured?.place ?? null
  if (first === null || state.pipeline === null || state.pipeline.drained) return
  throw new FapilogError(
    'FAPILOG_E_CONFIGURED_TWICE',
    `the logger was configured at ${first} and, differently, at ${place}: configure it once, or pass reuse: false for a pipeline of its own`,
    { origin: place },
  )
}

function placeOf(asked: (...args: never[]) => unknown): string {
  const holder: { stack?: string } = {}
  Error.captureStackTrace(holder, asked)
  const line = holder.stack?.split('\n')[1]?.trim() ?? 'an unknown place'
  return line.replace(/^at /, '')
}

/** Drains the process's pipeline and forgets its configuration. */
export async function resetProcess(): Promise<void> {
  const current = state.pipeline
  state.pipeline = null
  state.configured = null
  state.epoch++
  if (current === null) return
  settle(current, { config: current.config, origins: new Map(), warnings: [] })
  await current.drain(current.config.shutdownTimeoutMs)
}
