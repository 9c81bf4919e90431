import { performance } from 'node:perf_hooks'
import { isLevelName, type LevelName, openContext, type OpenContext, type SyncLoggerFacade } from 'fapilog'
import { dropIds, idsOf } from './context-ids.ts'
import { copyFields, type Fields, noFields } from './copy-fields.ts'
import { markHandle, type RunningScope } from './handles.ts'
import type { Linked } from './linked-list.ts'
import { isShare } from './option-checks.ts'
import type { Policy } from './policy.ts'
import type { Outcome, RequestEnd, RequestStart } from './request-facts.ts'
import { type Known, type Line, makeLine, outcomeOf, readStart, type Thrown } from './request-line.ts'
import { safely } from './safely.ts'
import { provideAddedFields } from './shared-state.ts'
import { readTrace, type TraceContext } from './trace-context.ts'
import type { AnyLogger, RequestScope, RouteLogging } from './types.ts'

/** The integration that a scope belongs to. */
export interface ScopeOwner<Logger extends AnyLogger> {
  readonly policy: Policy
  readonly logger: Logger
  /** The same as `logger`, unless that is an async one. */
  readonly syncLogger: SyncLoggerFacade
  opened(scope: OpenScope<Logger>): void
  closed(scope: OpenScope<Logger>): void
}

export class OpenScope<Logger extends AnyLogger>
  implements RequestScope<Logger>, RunningScope, Linked<OpenScope<Logger>>
{
  before: OpenScope<Logger> | null = null
  after: OpenScope<Logger> | null = null
  readonly requestId: string | undefined
  readonly requestIdSource: 'application' | 'header' | 'generated' | 'none'
  settled = false
  added: Fields | null = null
  readonly #owner: ScopeOwner<Logger>
  readonly #startedAt = performance.now()
  /** Holds the request and its response: nothing may, once it has ended. */
  #look: RequestStart['look']
  readonly #known: Known
  readonly #trace: TraceContext | null
  /** What every line of the request carries in `context`. */
  readonly #ids: Fields
  /** At its end, another request's context may be the running one. */
  readonly #context: OpenContext
  #logger: Logger | null = null
  #syncLogger: SyncLoggerFacade | null = null
  #skipped: boolean
  #sampled: boolean
  #kept = false
  #level: LevelName | undefined
  #route: string | undefined
  #thrown: Thrown | null = null
  #timedOut = false
  #firstByteAt: number | undefined

  constructor(start: RequestStart, owner: ScopeOwner<Logger>) {
    const { policy } = owner
    this.#owner = owner
    this.#look = start.look
    this.#known = readStart(start, policy)
    const { id, source } = policy.chooseId(start)
    this.requestId = id
    this.requestIdSource = source
    this.#trace = policy.trace ? readTrace(start) : null
    this.#ids = idsOf(id, this.#trace, start, policy)
    this.#skipped = policy.isSkipped(this.#known.path, start)
    this.#sampled = isSampled(policy.sampleRate)
    markHandle(this, this)
    if (start.handles !== undefined) for (const handle of start.handles) markHandle(handle, this)
    this.#context = openContext(this.#ids, this)
    owner.opened(this)
    if (policy.startLevel !== null && !this.#skipped) this.#printStart(policy.startLevel)
  }

  get logger(): Logger {
    return (this.#logger ??= this.#owner.logger.bind(this.#lineFields()) as Logger)
  }

  get syncLogger(): SyncLoggerFacade {
    return (this.#syncLogger ??= this.#owner.syncLogger.bind(this.#lineFields()))
  }

  #lineFields(): Fields {
    const fields = noFields()
    copyFields(fields, this.#ids)
    copyFields(fields, this.added)
    return fields
  }

  get failed(): boolean {
    return this.#thrown !== null
  }

  run<T>(fn: () => T): T {
    return this.#context.run(fn)
  }

  addFields(fields: object): void {
    provideAddedFields()
    this.added ??= noFields()
    copyFields(this.added, fields)
    dropIds(this.added, this.#ids)
    this.#logger = null
    this.#syncLogger = null
  }

  setRoute(route: string | undefined): void {
    this.#route = route
  }

  setRouteLogging(logging: RouteLogging | undefined): void {
    if (logging === undefined || logging === null) return
    if (typeof logging === 'boolean') {
      this.#skipped = !logging
      return
    }
    const { skip, sampleRate, level } = safely(() => readRules(logging), {})
    // It comes from code that no set-up has looked at: what is wrong counts as not said.
    if (typeof skip === 'boolean') this.#skipped = skip
    if (isShare(sampleRate)) this.#sampled = isSampled(sampleRate)
    if (isLevelName(level)) this.#level = level
  }

  fail(error: unknown): void {
    this.#thrown ??= { error, late: this.#firstByteAt !== undefined }
  }

  failInstead(error: unknown): void {
    this.#thrown = null
    this.fail(error)
  }

  timedOut(): void {
    this.#timedOut = true
  }

  keep(): void {
    this.#kept = true
  }

  responseStarted(): void {
    this.#firstByteAt ??= performance.now()
  }

  settle(end: RequestEnd): void {
    this.#settleAs(this.#timedOut ? 'timeout' : outcomeOf(end, this.#thrown), end)
  }

  /** The process ends, or the drain's time is up. */
  settleUnfinished(): void {
    const look = this.#look
    const end = look === undefined ? undefined : safely(look, undefined)
    this.#settleAs('unfinished', end ?? { finished: false })
  }

  #settleAs(outcome: Outcome, end: RequestEnd): void {
    if (this.settled) return
    this.settled = true
    // A kept-alive connection keeps the context of its last request, by the timer that waits for the next one.
    this.#look = undefined
    const latencyMs = performance.now() - this.#startedAt
    this.#owner.closed(this)
    if (this.#isPrinted(outcome, latencyMs)) this.#print(this.#line(outcome, end, latencyMs))
  }

  #isPrinted(outcome: Outcome, latencyMs: number): boolean {
    const { logErrorsOnSkip, slowMs } = this.#owner.policy
    if (this.#kept) return true
    const failed = outcome === 'failed' || outcome === 'timeout'
    if (this.#skipped) return failed && logErrorsOnSkip
    return this.#sampled || outcome !== 'completed' || latencyMs >= slowMs
  }

  #line(outcome: Outcome, { statusCode, responseBytes }: RequestEnd, latencyMs: number): Line {
    // Where no headers were sent, what began has reached nobody.
    const first = statusCode === undefined ? undefined : this.#firstByteAt
    const ending = {
      outcome,
      latencyMs,
      ttfbMs: first === undefined ? undefined : first - this.#startedAt,
      statusCode,
      responseBytes,
      route: this.#route,
      thrown: this.#thrown,
      trace: this.#trace,
      added: this.added,
      level: outcome === 'completed' ? this.#level : undefined,
    }
    return makeLine(this.#known, ending, this.#owner.policy)
  }

  #print(line: Line, starts = false): void {
    const { added } = this
    // They are in the line already.
    this.added = null
    const print = (): void => printLine(this.#owner.logger, line)
    if (starts) this.#context.run(print)
    else this.#context.resume(print)
    this.added = added
  }

  #printStart(level: LevelName): void {
    const { method, printedPath, clientIp } = this.#known
    const fields: Fields = noFields()
    copyFields(fields, { method, path: printedPath, client_ip: clientIp })
    this.#print({ level, message: 'request_started', error: undefined, fields }, true)
  }
}

/** Both facades; what the async one returns never rejects. */
interface Printer {
  info(message: string, fields: object): unknown
  log(level: LevelName, message: string, fieldsOrError?: unknown, fields?: object): unknown
}

function printLine(logger: Printer, { level, message, error, fields }: Line): void {
  if (error !== undefined) logger.log(level, message, error, fields)
  // Most lines are; it is the shortest way into the queue.
  else if (level === 'info') logger.info(message, fields)
  else logger.log(level, message, fields)
}

type RouteRules = Exclude<RouteLogging, boolean>

const readRules = ({ skip, sampleRate, level }: RouteRules): RouteRules => ({ skip, sampleRate, level })

const isSampled = (rate: number): boolean => rate >= 1 || Math.random() < rate
