import { AsyncResource } from 'node:async_hooks'
import { type LevelName, runWithContext, type SyncLoggerFacade } from 'fapilog'
import { copyFields, type Fields, noFields } from './copy-fields.ts'
import { markHandle } from './handles.ts'
import type { Policy } from './policy.ts'
import { readHeader } from './read-headers.ts'
import type { Outcome, RequestEnd, RequestStart } from './request-facts.ts'
import { type Known, type Line, makeLine, outcomeOf, readStart } from './request-line.ts'
import { safely } from './safely.ts'
import { provideAddedFields, runAs, type RunningScope } from './shared-state.ts'
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

/** Of a header that names who asks: anybody can send it. */
const MAX_CONTEXT_HEADER = 256

export class OpenScope<Logger extends AnyLogger> implements RequestScope<Logger>, RunningScope {
  readonly requestId: string | undefined
  readonly requestIdSource: 'application' | 'header' | 'generated' | 'none'
  settled = false
  added: Fields | null = null
  readonly #owner: ScopeOwner<Logger>
  readonly #startedAt = performance.now()
  readonly #look: RequestStart['look']
  readonly #known: Known
  readonly #trace: TraceContext | null
  /** What every line of the request carries in `context`. */
  readonly #ids: Fields
  /** Where the request runs, from the first `run` on: at its end, another request's context may be the running one. */
  #place: AsyncResource | null = null
  #logger: Logger | null = null
  #syncLogger: SyncLoggerFacade | null = null
  #skipped: boolean
  #sampled: boolean
  #kept = false
  #level: LevelName | undefined
  #route: string | undefined
  #thrown: { readonly error: unknown } | null = null
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
    for (const handle of start.handles ?? []) markHandle(handle, this)
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
    if (this.#place !== null) return this.#place.runInAsyncScope(fn)
    return runAs(this, () =>
      runWithContext(this.#ids, () => {
        this.#place = new AsyncResource('FAPILOG_REQUEST', { requireManualDestroy: true })
        return fn()
      }),
    )
  }

  addFields(fields: object): void {
    provideAddedFields()
    // A new object each time: what was printed or bound before keeps its fields.
    const all = noFields()
    copyFields(all, this.added)
    copyFields(all, fields)
    this.added = all
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
    const { skip, sampleRate, level } = logging
    if (skip !== undefined) this.#skipped = skip
    if (sampleRate !== undefined) this.#sampled = isSampled(sampleRate)
    if (level !== undefined) this.#level = level
  }

  fail(error: unknown): void {
    this.#thrown ??= { error }
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
    this.#settleAs(this.#timedOut && !end.finished ? 'timeout' : outcomeOf(end, this.#thrown), end)
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

  #line(outcome: Outcome, end: RequestEnd, latencyMs: number): Line {
    const { policy } = this.#owner
    const known = this.#known
    const error = this.#thrown?.error
    const { statusCode, responseBytes } = end
    const { method, path } = known
    const first = this.#firstByteAt
    return makeLine(
      {
        known,
        summary: { method, path, route: this.#route, statusCode, outcome, latencyMs, error },
        thrown: this.#thrown,
        ttfbMs: first === undefined ? undefined : first - this.#startedAt,
        responseBytes,
        trace: this.#trace,
        added: this.added,
        level: outcome === 'completed' ? this.#level : undefined,
      },
      policy,
    )
  }

  #print({ level, message, error, fields }: Line): void {
    const { added } = this
    // They are in the line already.
    this.added = null
    const print = (): void => {
      const logger: Printer = this.#owner.logger
      if (error === undefined) logger.log(level, message, fields)
      else logger.log(level, message, error, fields)
    }
    if (this.#place === null) runWithContext(this.#ids, print)
    else this.#place.runInAsyncScope(print)
    this.added = added
  }

  #printStart(level: LevelName): void {
    const { method, printedPath, clientIp } = this.#known
    const fields: Fields = noFields()
    copyFields(fields, { method, path: printedPath, client_ip: clientIp })
    this.#print({ level, message: 'request_started', error: undefined, fields })
  }
}

/** Both facades; what the async one returns never rejects. */
interface Printer {
  log(level: LevelName, message: string, fieldsOrError?: unknown, fields?: object): unknown
}

const isSampled = (rate: number): boolean => rate >= 1 || Math.random() < rate

function idsOf(
  id: string | undefined,
  trace: TraceContext | null,
  start: RequestStart,
  policy: Policy,
): Fields {
  const ids: Fields = { request_id: id }
  if (trace !== null) {
    ids['trace_id'] = trace.traceId
    ids['span_id'] = trace.spanId ?? (policy.callerSpanField === 'span_id' ? trace.parentSpanId : undefined)
  }
  for (const [field, header] of policy.contextHeaders) {
    const value = readHeader(start.headers, header)?.slice(0, MAX_CONTEXT_HEADER)
    if (value !== undefined) ids[field] = value
  }
  return ids
}
