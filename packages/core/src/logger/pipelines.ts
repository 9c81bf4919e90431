import { isatty } from 'node:tty'
import { resolve } from '../config/resolve.ts'
import type { Resolution } from '../config/resolved-config.ts'
import { sameConfig } from '../config/same-config.ts'
import type { Settings } from '../config/settings.ts'
import { FapilogError } from '../errors/fapilog-error.ts'
import { configureDiagnostics, diagnose } from '../observe/diagnostics.ts'
import { PipelineHandle } from '../lifecycle/pipeline-handle.ts'
import { reopenOnSighup } from '../lifecycle/reopen-signal.ts'
import { type Configured, state } from './shared-state.ts'
import { followPipeline } from './subscribe.ts'

// As it is at load: a test that fakes the timers must not keep the pipeline from starting.
const nextTurn = setImmediate

/** Resolves settings against this process. Throws FAPILOG_E_CONFIG. */
export function resolveHere(settings: Settings): Resolution {
  const resolution = resolve(settings, { env: process.env, isTTY: isatty(1), levels: state.levels })
  if (!resolution.config.diagnostics) return resolution
  for (const warning of resolution.warnings) {
    if (state.warned.has(warning)) continue
    state.warned.add(warning)
    diagnose('config', warning)
  }
  return resolution
}

/** For log calls, which must not throw: without the environment when there is a mistake in it. */
function resolveDefaults(): Resolution {
  try {
    return resolveHere({})
  } catch (error) {
    diagnose('config', 'the environment is ignored, the defaults apply', { error })
    return resolve({}, { env: {}, isTTY: isatty(1), levels: state.levels })
  }
}

/**
 * What is wrong with the environment shows where a logger is asked for. Once: an application may ask for a
 * hundred before it configures. Throws FAPILOG_E_CONFIG.
 */
export function checkEnvironment(): void {
  if (state.environmentChecked || state.pipeline !== null) return
  resolveHere({})
  state.environmentChecked = true
}

/** A pipeline of its own, started at once. */
export function openPipeline(resolution: Resolution): PipelineHandle {
  const handle = track(new PipelineHandle(resolution.config, state.making, false))
  reopenOnSighup(handle)
  return handle
}

function track(handle: PipelineHandle): PipelineHandle {
  for (const known of state.handles) if (known.deref() === undefined) state.handles.delete(known)
  state.handles.add(new WeakRef(handle))
  return handle
}

/**
 * The pipeline of the process. Before anybody configured it, records are kept in its queue and nothing
 * starts until the first turn of the event loop, so that the order of imports does not matter. Never throws.
 */
export function processPipeline(): PipelineHandle {
  if (state.pipeline !== null) return state.pipeline
  const resolution = resolveDefaults()
  const handle = track(new PipelineHandle(resolution.config, state.making, true))
  use(handle, { resolution, place: null })
  nextTurn(() => settle(handle, resolution)).unref()
  return handle
}

function use(handle: PipelineHandle, configured: Configured): void {
  state.pipeline = handle
  state.configured = configured
  state.epoch++
  followPipeline(handle)
}

function settle(handle: PipelineHandle, resolution: Resolution): void {
  if (!handle.provisional) return
  configureDiagnostics({ enabled: resolution.config.diagnostics })
  handle.settle(resolution.config)
  reopenOnSighup(handle)
  state.epoch++
}

/** `asked` is the public function that was called: the place that configures is its caller. */
export function configureProcess(settings: Settings, asked: Asked): void {
  const resolution = resolveHere(settings)
  const configured = { resolution, place: placeOf(asked) }
  const current = state.pipeline
  if (current === null) {
    configureDiagnostics({ enabled: resolution.config.diagnostics })
    return use(openPipeline(resolution), configured)
  }
  if (current.provisional) {
    state.configured = configured
    // A drain of what was not configured yet is none that would let a second configuration in.
    current.drained = false
    return settle(current, resolution)
  }
  const first = state.configured?.place ?? null
  if (isSame(resolution)) {
    // What was the default so far is chosen from now on.
    if (first === null) state.configured = configured
    return
  }
  if (first !== null && !current.drained) refuse(first, configured.place)
  configureDiagnostics({ enabled: resolution.config.diagnostics })
  use(openPipeline(resolution), configured)
  // Nobody chose the one that ran so far, or it is drained: it ends when it is empty.
  void current.drain(current.config.shutdownTimeoutMs)
}

function isSame(resolution: Resolution): boolean {
  const current = state.configured?.resolution.config
  return current !== undefined && sameConfig(current, resolution.config)
}

function refuse(first: string, place: string): never {
  throw new FapilogError(
    'FAPILOG_E_CONFIGURED_TWICE',
    `the logger was configured at ${first} and, differently, at ${place}: configure it once, or pass reuse: false for a pipeline of its own`,
    { origin: place },
  )
}

/** A public function, as far as finding its caller needs it. */
export type Asked = (...args: never[]) => unknown

function placeOf(asked: Asked): string {
  const holder: { stack?: unknown } = {}
  Error.captureStackTrace(holder, asked)
  // Applications may replace `Error.prepareStackTrace` and make anything of it.
  const line = typeof holder.stack === 'string' ? holder.stack.split('\n')[1] : undefined
  return (line ?? 'an unknown place').trim().replace(/^at /, '')
}

/** Drains the process's pipeline and forgets its configuration. */
export async function resetProcess(): Promise<void> {
  const current = state.pipeline
  state.pipeline = null
  state.configured = null
  state.environmentChecked = false
  state.epoch++
  if (current === null) return
  settle(current, { config: current.config, origins: new Map(), warnings: [] })
  await current.drain(current.config.shutdownTimeoutMs)
}
