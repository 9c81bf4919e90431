import { EMPTY_BLOCK } from '../codec/context-block.ts'
import { attempt, isPlain } from '../config/read-plain.ts'
import type { Settings } from '../config/settings.ts'
import { FapilogError } from '../errors/fapilog-error.ts'
import { diagnose } from '../observe/diagnostics.ts'
import { AsyncFacade } from './async-facade.ts'
import { LevelChoice } from './level-choice.ts'
import type { CoreOptions } from './logger-core.ts'
import {
  type Asked,
  checkEnvironment,
  configureProcess,
  openPipeline,
  processPipeline,
  resetProcess,
  resolveHere,
} from './pipelines.ts'
import { state } from './shared-state.ts'
import { SyncFacade } from './sync-facade.ts'
import type { AsyncLoggerFacade, SyncLoggerFacade } from './types.ts'

/**
 * Settings, when they are to configure the pipeline, and how the logger itself is made. Settings concern all
 * loggers of the pipeline; for the level of one, set `logger.level`.
 */
export interface LoggerOptions extends Settings {
  /**
   * 1 to 256 characters, printed as `logger`. Default: `root`. A name is for a part of the application; what
   * differs from request to request is bound. The first 10,000 names are kept for good. Beyond them a name gives
   * a new logger at each call, which no other call gives again, and whose level is its own.
   */
  readonly name?: string | undefined
  /**
   * Default true: the logger joins the pipeline of the process, and a second call with its name gives the
   * same logger. False: a logger and a pipeline of its own, which the caller drains.
   */
  readonly reuse?: boolean | undefined
}

const ROOT = 'root'
const MAX_NAME = 256
/** A name for each request would otherwise fill the heap. */
const MAX_KEPT = 10_000
const TOO_MANY = `there are ${MAX_KEPT} logger names: no more are kept; bind what differs from request to request`

interface Request {
  readonly name: string
  readonly reuse: boolean
  readonly settings: Settings
  readonly configures: boolean
}

/** The same objects as `configure()` takes: plain ones. What a getter throws becomes a FapilogError. */
function readOptions(options: object): LoggerOptions {
  if (!attempt('', () => isPlain(options))) {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'options are a plain object', {
      key: 'options',
      value: options,
    })
  }
  return attempt('', () => ({ ...(options as LoggerOptions) }))
}

function readRequest(nameOrOptions: unknown, more: unknown): Request {
  const named = typeof nameOrOptions === 'string'
  const options = named ? more : nameOrOptions
  const surplus = !named && more !== undefined
  if (surplus || (options !== undefined && (typeof options !== 'object' || options === null))) {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'a logger takes a name, options, or a name and options', {
      key: surplus ? 'name' : 'options',
      value: surplus ? nameOrOptions : options,
    })
  }
  const given: LoggerOptions = options === undefined ? {} : readOptions(options)
  const { name, reuse = true, ...settings } = given
  if (named && name !== undefined && name !== nameOrOptions) {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'a logger has one name, these are two', {
      key: 'name',
      value: name,
    })
  }
  const chosen: unknown = named ? nameOrOptions : name === undefined ? ROOT : name
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

/** One level for each name, whichever facades have it; the root's applies to names without their own. */
function levelOf(name: string): LevelChoice {
  const known = state.levelChoices.get(name)
  if (known !== undefined) return known
  const made = new LevelChoice(name === ROOT ? null : levelOf(ROOT))
  // The root's is that of all others.
  if (state.levelChoices.size < MAX_KEPT || name === ROOT) state.levelChoices.set(name, made)
  else warnOfNames()
  return made
}

function warnOfNames(): void {
  if (state.warned.has(TOO_MANY)) return
  state.warned.add(TOO_MANY)
  diagnose('config', TOO_MANY)
}

/** A name without a kept level has no kept logger either: its two facades would have two levels. */
function keep<Logger>(loggers: Map<string, Logger>, name: string, made: Logger): Logger {
  if (state.levelChoices.has(name)) loggers.set(name, made)
  return made
}

const shared = (name: string): CoreOptions => ({
  name,
  find: processPipeline,
  level: levelOf(name),
  bound: EMPTY_BLOCK,
})

/** With a pipeline of its own, which is opened at once. */
function separate(name: string, settings: Settings): CoreOptions {
  const handle = openPipeline(resolveHere(settings))
  return { name, find: () => handle, level: new LevelChoice(null), bound: EMPTY_BLOCK }
}

function syncLogger(name: string): SyncLoggerFacade {
  const known = state.syncLoggers.get(name)
  if (known !== undefined) return known
  return keep(state.syncLoggers, name, new SyncFacade(shared(name)).public())
}

function asyncLogger(name: string): AsyncLoggerFacade {
  const known = state.asyncLoggers.get(name)
  if (known !== undefined) return known
  return keep(state.asyncLoggers, name, new AsyncFacade(shared(name)).public())
}

function prepare({ configures, settings }: Request, asked: Asked): void {
  if (configures) configureProcess(settings, asked)
  else checkEnvironment()
}

/** `asked` is the public function that was called: where that was is named when it configures. */
export function openSync(nameOrOptions: unknown, more: unknown, asked: Asked): SyncLoggerFacade {
  const request = readRequest(nameOrOptions, more)
  if (!request.reuse) return new SyncFacade(separate(request.name, request.settings)).public()
  prepare(request, asked)
  return syncLogger(request.name)
}

export async function openAsync(
  nameOrOptions: unknown,
  more: unknown,
  asked: Asked,
): Promise<AsyncLoggerFacade> {
  const request = readRequest(nameOrOptions, more)
  if (request.reuse) prepare(request, asked)
  const logger = request.reuse
    ? asyncLogger(request.name)
    : new AsyncFacade(separate(request.name, request.settings)).public()
  await logger.ready()
  return logger
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
  return openSync(nameOrOptions, more, getLogger)
}

/** As `getLogger`, for `await logger.info()`. Resolves when the thread runs; rejects with what `getLogger` throws, FAPILOG_E_THREAD or FAPILOG_E_SINK. */
export function getAsyncLogger(options?: LoggerOptions): Promise<AsyncLoggerFacade>
export function getAsyncLogger(name: string, options?: LoggerOptions): Promise<AsyncLoggerFacade>
export function getAsyncLogger(
  nameOrOptions?: string | LoggerOptions,
  more?: LoggerOptions,
): Promise<AsyncLoggerFacade> {
  return openAsync(nameOrOptions, more, getAsyncLogger)
}

/** Configures the pipeline of the process, once. Throws as `getLogger` does. */
export function configure(settings: Settings): void {
  configureProcess(settings, configure)
}

/** The loggers that `getLogger` and `getAsyncLogger` would give again, by name; `sync` for a name that has both. */
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
  state.levelChoices.clear()
  await resetProcess()
}
