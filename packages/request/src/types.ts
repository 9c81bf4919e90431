import type { AsyncLoggerFacade, DrainResult, FlushOptions, LevelName, SyncLoggerFacade } from 'fapilog'
import type { RequestEnd, RequestStart } from './request-facts.ts'

export type AnyLogger = SyncLoggerFacade | AsyncLoggerFacade

/** How one route is logged: false for no line, as a skipped path. A wrong value counts as left out. */
export type RouteLogging =
  | boolean
  | {
      readonly skip?: boolean | undefined
      /** 0 to 1, instead of the application's. */
      readonly sampleRate?: number | undefined
      /** Of the line of a request that completed. */
      readonly level?: LevelName | undefined
    }

/** One request. It prints one line, at the first `settle()`; nothing here ever throws. */
export interface RequestScope<Logger extends AnyLogger = SyncLoggerFacade> {
  /** Undefined only where generating ids was turned off. */
  readonly requestId: string | undefined
  readonly requestIdSource: 'application' | 'header' | 'generated' | 'none'
  /** Carries the ids and what was added so far, also where AsyncLocalStorage has lost the request. */
  readonly logger: Logger
  readonly settled: boolean
  /** Whether `fail` was called. */
  readonly failed: boolean
  /** Runs `fn` inside the request: every logger prints its ids there. Returns what `fn` returns. */
  run<T>(fn: () => T): T
  /**
   * Fields for the lines that follow, by whatever logger, and for the request's own line. Later ones win, but nothing
   * replaces the ids of the request.
   */
  addFields(fields: object): void
  /** The template that matched (`/users/:id`); undefined for none. */
  setRoute(route: string | undefined): void
  /** What the route itself wants; takes effect until the request settles. */
  setRouteLogging(logging: RouteLogging | undefined): void
  /** The error behind the outcome, which is what the client got: one that is answered below 500 is handled. The first one counts. */
  fail(error: unknown): void
  /** As `fail`, but this one counts, whatever came before: an error handler failed as well, and the answer is about that. */
  failInstead(error: unknown): void
  /** The server gave the request up: `outcome` is `timeout`. */
  timedOut(): void
  /** Keeps the line, whatever sampling and skip rules say. */
  keep(): void
  /** The first byte of the response goes out now: `ttfb_ms`. The first call counts. */
  responseStarted(): void
  /** Prints the line. Only the first call counts. */
  settle(end: RequestEnd): void
}

/** What one application's integration holds: its options, its logger, its open requests. */
export interface RequestLogging<Logger extends AnyLogger = SyncLoggerFacade> {
  /** The logger outside of requests. With `async: true`, throws FAPILOG_E_ARGUMENT before `start()` has resolved. */
  readonly logger: Logger
  /** The response header for the id, lower case; null when it is not echoed. */
  readonly echoHeader: string | null
  /** How many requests are open. */
  readonly openRequests: number
  /** Whether an id that a client sent is used, whatever header it came with: the rules of `requestId`. */
  acceptsId(id: string): boolean
  /** A request comes in. */
  open(start: RequestStart): RequestScope<Logger>
  /** The logger of this request, or of the running one; `logger` outside of any. */
  getLogger(request?: object): Logger
  /** Resolves when the logger's thread runs; see `strictStart`. The same promise each time. */
  start(): Promise<void>
  /** One more user: an application, a server. */
  acquire(): void
  /** One user less; the last one drains. Null: others are left. */
  release(): Promise<DrainResult | null>
  flush(options?: FlushOptions): Promise<boolean>
  /** Prints the lines of the requests that are open, as unfinished. Nothing is printed of them any more. */
  reportUnfinished(): void
  /**
   * Waits for open requests, prints those that do not finish in half the time as unfinished, and drains the
   * logger, which stays usable. Settles by its deadline and never rejects.
   */
  drain(options?: FlushOptions): Promise<DrainResult>
}
