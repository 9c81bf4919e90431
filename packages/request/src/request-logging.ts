import { type DrainResult, FapilogError, type FlushOptions, getAsyncLogger, getLogger } from 'fapilog'
import type { AsyncLoggerFacade, LoggerOptions, SyncLoggerFacade } from 'fapilog'
import { getRequestScope } from './current.ts'
import type { AsyncRequestLoggingOptions, RequestLoggingOptions } from './http-options.ts'
import { LinkedList } from './linked-list.ts'
import { compilePolicy, type Policy } from './policy.ts'
import { readOptions } from './read-options.ts'
import type { RequestStart } from './request-facts.ts'
import { OpenScope, type ScopeOwner } from './request-scope.ts'
import { type BusyLogging, state } from './shared-state.ts'
import type { AnyLogger, RequestLogging, RequestScope } from './types.ts'

/**
 * Request logging for an application, whatever its framework. Throws FAPILOG_E_ARGUMENT for wrong options, and what
 * `getLogger` throws.
 */
export function createRequestLogging(options: AsyncRequestLoggingOptions): RequestLogging<AsyncLoggerFacade>
export function createRequestLogging(options?: RequestLoggingOptions): RequestLogging
export function createRequestLogging(
  options: RequestLoggingOptions | AsyncRequestLoggingOptions,
): RequestLogging | RequestLogging<AsyncLoggerFacade>
export function createRequestLogging(
  options: RequestLoggingOptions | AsyncRequestLoggingOptions = {},
): RequestLogging | RequestLogging<AsyncLoggerFacade> {
  const { logger, isAsync, settings, http, drainTimeoutMs, strictStart } = readOptions(options)
  const policy = compilePolicy(http)
  const lifespan = { drainTimeoutMs, strictStart }
  if (!isAsync) {
    const given = (logger as SyncLoggerFacade | undefined) ?? getLogger(settings)
    return new Logging<SyncLoggerFacade>(policy, lifespan, given, null)
  }
  const given = (logger as AsyncLoggerFacade | undefined) ?? null
  return new Logging<AsyncLoggerFacade>(policy, lifespan, given, settings)
}

/**
 * A logger that has not come up after this long does not keep the application waiting any more: its records wait in the
 * queue. Fastify gives a plugin 10 s (`pluginTimeout`), and then does not start at all.
 */
const START_WAIT_MS = 3000

interface Lifespan {
  readonly drainTimeoutMs: number
  readonly strictStart: boolean
}

class Logging<Logger extends AnyLogger> implements RequestLogging<Logger>, ScopeOwner<Logger>, BusyLogging {
  before: BusyLogging | null = null
  after: BusyLogging | null = null
  readonly policy: Policy
  readonly #lifespan: Lifespan
  readonly #open = new LinkedList<OpenScope<Logger>>()
  /** Null: the async facade of these settings, from `start()` on. */
  #logger: Logger | null
  readonly #settings: LoggerOptions | null
  readonly #isAsync: boolean
  #started: Promise<void> | null = null
  #idle: (() => void) | null = null
  /** By what `state.users` knows this: the logger, which others may share, unless there is none yet. */
  #counted: object | null = null

  /** `settings`: of the async facade; null for a sync one. */
  constructor(policy: Policy, lifespan: Lifespan, logger: Logger | null, settings: LoggerOptions | null) {
    this.policy = policy
    this.#lifespan = lifespan
    this.#logger = logger
    this.#settings = settings
    this.#isAsync = settings !== null
  }

  get logger(): Logger {
    if (this.#logger !== null) return this.#logger
    throw new FapilogError(
      'FAPILOG_E_ARGUMENT',
      'the async logger is there when `await start()` has resolved',
      {
        key: 'async',
        value: true,
      },
    )
  }

  get syncLogger(): SyncLoggerFacade {
    const { logger } = this
    return this.#isAsync ? getLogger(logger.name) : (logger as SyncLoggerFacade)
  }

  get echoHeader(): string | null {
    return this.policy.echoHeader
  }

  get openRequests(): number {
    return this.#open.size
  }

  acceptsId(id: string): boolean {
    return this.policy.acceptsId(id)
  }

  open(start: RequestStart): RequestScope<Logger> {
    return new OpenScope(start, this)
  }

  opened(scope: OpenScope<Logger>): void {
    this.#open.add(scope)
    if (this.#open.size === 1) state.busy.add(this)
  }

  closed(scope: OpenScope<Logger>): void {
    this.#open.remove(scope)
    if (this.#open.size > 0) return
    state.busy.remove(this)
    this.#idle?.()
  }

  getLogger(request?: object): Logger {
    // Perhaps another application's: who runs two of them gives both the same kind of facade.
    return (getRequestScope(request)?.logger as Logger | undefined) ?? this.logger
  }

  start(): Promise<void> {
    return (this.#started ??= this.#start())
  }

  async #start(): Promise<void> {
    // A logger that the application made is ready when it says so; both reject for a sink that was not set up.
    try {
      this.#logger ??= (await getAsyncLogger(this.#settings ?? {})) as Logger
      const ready = this.#logger.ready()
      await (this.#lifespan.strictStart ? ready : atMost(START_WAIT_MS, ready))
    } catch (error) {
      if (this.#lifespan.strictStart || this.#logger === null) throw error
    }
  }

  acquire(): void {
    const key = (this.#counted ??= this.#logger ?? this)
    state.users.set(key, (state.users.get(key) ?? 0) + 1)
  }

  async release(): Promise<DrainResult | null> {
    const key = this.#counted ?? this
    const left = (state.users.get(key) ?? 1) - 1
    state.users.set(key, Math.max(0, left))
    return left > 0 ? null : this.drain()
  }

  flush(options?: FlushOptions): Promise<boolean> {
    return this.logger.flush(options)
  }

  async drain(options: FlushOptions = {}): Promise<DrainResult> {
    const timeoutMs = options.timeoutMs ?? this.#lifespan.drainTimeoutMs
    const startedAt = performance.now()
    await this.#untilIdle(timeoutMs / 2)
    this.reportUnfinished()
    return this.logger.drain({ timeoutMs: Math.max(0, timeoutMs - (performance.now() - startedAt)) })
  }

  #untilIdle(timeoutMs: number): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(done, Math.min(timeoutMs, 2 ** 31 - 1))
      const before = this.#idle
      const idle = (): void => {
        before?.()
        done()
      }
      this.#idle = idle
      const forget = (): void => {
        if (this.#idle === idle) this.#idle = before
      }
      function done(): void {
        clearTimeout(timer)
        forget()
        resolve()
      }
    })
  }

  reportUnfinished(): void {
    for (const scope of this.#open.all()) scope.settleUnfinished()
  }
}

/** As `promise`, but resolves when it has not settled after `ms`. */
async function atMost(ms: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
