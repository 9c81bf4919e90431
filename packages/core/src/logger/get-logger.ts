import type { Settings } from '../config/settings.ts'
import { FapilogError } from '../errors/fapilog-error.ts'
import { AsyncFacade } from './async-facade.ts'
import type { FindPipeline, LoggerCore } from './logger-core.ts'
import { configureProcess, openPipeline, processPipeline, resetProcess, resolveHere } from './pipelines.ts'
import { state } from './shared-state.ts'
import { SyncFacade } from './sync-facade.ts'
import type { AsyncLoggerFacade, SyncLoggerFacade } from './types.ts'

/** Settings, when they are to configure the pipeline, and how the logger itself is made. */
export interface LoggerOptions extends Settings {
  /** Printed as `logger`. Default: `root`. */
  readonly name?: string | undefined
  /**
   * Default true: the logger joins the pipeline of the process, and a second call with its name gives the
   * same logger. False: a logger and a pipeline of its own, which the caller drains.
   */
  readonly reuse?: boolean | undefined
}

const ROOT = 'root'
const MAX_NAME = 256

interface Request {
  readonly name: string
  readonly reuse: boolean
  readonly settings: Settings
  readonly configures: boolean
}

function readRequest(nameOrOptions: unknown, more: unknown): Request {
  const options = typeof nameOrOptions === 'string' ? more : nameOrOptions
  if (options !== undefined && (typeof options !== 'object' || options === null)) {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'a logger takes a name, options, or a name and options', {
      key: 'options',
      value: options,
    })
  }
  const { name = ROOT, reuse = true, ...settings } = { ...(options as LoggerOptions | undefined) }
  const chosen: unknown = typeof nameOrOptions === 'string' ? nameOrOptions : name
  if (typeof chosen !== 'string' || chosen === '' || chosen.length > MAX_NAME) {
    throw new FapilogError('FAPILOG_E_ARGUMENT', `a logger name has 1 to ${MAX_NAME} characters`, {
      key: 'name',
      value: chosen,
    })
  }
  if (typeof reuse !== 'boolean') {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'reuse is true or false', { key: 'reuse', value: reuse })
  }
  const configures = Object.values(settings).some((value) => value !== undefined)
  return { name: chosen, reuse, settings, configures }
}

/** Named loggers take their level from the root logger of the process unless they have their own. */
function syncLogger(name: string): SyncLoggerFacade {
  const known = state.syncLoggers.get(name)
  if (known !== undefined) return known
  const parent = name === ROOT ? null : asCore(syncLogger(ROOT))
  const made = new SyncFacade({ name, find: processPipeline, parent, fields: null }).public()
  state.syncLoggers.set(name, made)
  return made
}

function asyncLogger(name: string): AsyncLoggerFacade {
  const known = state.asyncLoggers.get(name)
  if (known !== undefined) return known
  // Shares the level of the sync logger of the same name: one name, one level.
  const parent = asCore(syncLogger(name))
  const made = new AsyncFacade({ name, find: processPipeline, parent, fields: null }).public()
  state.asyncLoggers.set(name, made)
  return made
}

/** Every facade is one; the public interfaces do not say so. */
const asCore = (logger: SyncLoggerFacade): LoggerCore => logger as unknown as LoggerCore

function ownPipeline(settings: Settings): FindPipeline {
  const handle = openPipeline(resolveHere(settings))
  return () => handle
}

/**
 * A logger whose methods return at once. With settings it also configures the pipeline of the process,
 * as `configure()` does; without, it joins that pipeline, whenever that is configured.
 *
 * Throws FAPILOG_E_CONFIG for a wrong setting, FAPILOG_E_CONFIGURED_TWICE for a second, different
 * configuration, FAPILOG_E_ARGUMENT for a wrong name.
 */
export function getLogger(options?: LoggerOptions): SyncLoggerFacade
export function getLogger(name: string, options?: LoggerOptions): SyncLoggerFacade
export function getLogger(nameOrOptions?: string | LoggerOptions, more?: LoggerOptions): SyncLoggerFacade {
  const { name, reuse, settings, configures } = readRequest(nameOrOptions, more)
  if (!reuse) {
    return new SyncFacade({ name, find: ownPipeline(settings), parent: null, fields: null }).public()
  }
  if (configures) configureProcess(settings, getLogger)
  return syncLogger(name)
}

/** As `getLogger`, for `await logger.info()`. Resolves when the thread runs; rejects with what `getLogger` throws, or FAPILOG_E_THREAD. */
export function getAsyncLogger(options?: LoggerOptions): Promise<AsyncLoggerFacade>
export function getAsyncLogger(name: string, options?: LoggerOptions): Promise<AsyncLoggerFacade>
export async function getAsyncLogger(
  nameOrOptions?: string | LoggerOptions,
  more?: LoggerOptions,
): Promise<AsyncLoggerFacade> {
  const { name, reuse, settings, configures } = readRequest(nameOrOptions, more)
  let logger: AsyncLoggerFacade
  if (reuse) {
    if (configures) configureProcess(settings, getAsyncLogger)
    logger = asyncLogger(name)
  } else logger = new AsyncFacade({ name, find: ownPipeline(settings), parent: null, fields: null }).public()
  await logger.ready()
  return logger
}

/** Configures the pipeline of the process, once. Throws as `getLogger` does. */
export function configure(settings: Settings): void {
  configureProcess(settings, configure)
}

/** The loggers that `getLogger` and `getAsyncLogger` would give again, by name. */
export function getCachedLoggers(): Readonly<Record<string, 'sync' | 'async'>> {
  const cached: Record<string, 'sync' | 'async'> = Object.create(null) as Record<string, 'sync' | 'async'>
  for (const name of state.asyncLoggers.keys()) cached[name] = 'async'
  for (const name of state.syncLoggers.keys()) cached[name] = 'sync'
  return cached
}

/** Drains the pipeline of the process, and forgets it, its configuration and all cached loggers. */
export async function clearLoggerCache(): Promise<void> {
  state.syncLoggers.clear()
  state.asyncLoggers.clear()
  await resetProcess()
}
