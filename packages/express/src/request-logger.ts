import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { ListenOptions } from 'node:net'
import {
  type AnyLogger,
  type AsyncRequestLoggingOptions,
  attachServer,
  createRequestLogging,
  openedScope,
  type NodeServer,
  type RequestLogging,
  type RequestLoggingOptions,
} from '@fapilog/request'
import type { AsyncLoggerFacade, DrainResult, FlushOptions, SyncLoggerFacade } from 'fapilog'
import type { ErrorHandler, ExpressRequest, ExpressResponse, Next, RequestHandler } from './express-types.ts'
import { openRequest } from './open-request.ts'
import { trackApplication } from './request-accessors.ts'

/** What `createServer` takes; an Express application is one, and has `use` and `listen`. */
export interface ExpressApplication {
  (request: IncomingMessage, response: ServerResponse): unknown
  readonly use?: (handler: ErrorHandler) => unknown
  listen?(...where: readonly unknown[]): Server
}

/** Express 5 calls it with the error, too, when the server cannot listen. */
type ListenCallback = (error?: Error) => void

/** The middleware, and what belongs to its lifespan. `app.use(http)` first, `app.use(http.errors())` last. */
export interface ExpressRequestLogger<Logger extends AnyLogger = SyncLoggerFacade> extends RequestHandler {
  /** For the end of the application: notes the error, with its stack, for the request's line, and passes it on. */
  errors(): ErrorHandler
  /** Calls `app.listen` with what follows, attaches the server, and puts `errors()` in place at the end of `app`. */
  listen(
    app: ExpressApplication,
    port?: number | string,
    host?: string,
    backlog?: number,
    callback?: ListenCallback,
  ): Server
  listen(app: ExpressApplication, port?: number | string, host?: string, callback?: ListenCallback): Server
  /** `where`: a port, the path of a socket, or options. */
  listen(app: ExpressApplication, where?: number | string | ListenOptions, callback?: ListenCallback): Server
  listen(app: ExpressApplication, callback?: ListenCallback): Server
  /** `server.close(callback)` then drains before it calls back. Returns the server. */
  attach<Attached extends NodeServer>(server: Attached): Attached
  /** The logger of this request, or of the running one; outside of any, the application's. */
  getLogger(request?: object): Logger
  /** For `gracefulShutdown` and everything else that is about the lifespan. */
  readonly logging: RequestLogging<Logger>
  flush(options?: FlushOptions): Promise<boolean>
  drain(options?: FlushOptions): Promise<DrainResult>
}

/** One line per request. Throws as `createRequestLogging`. */
export function requestLogger(options: AsyncRequestLoggingOptions): ExpressRequestLogger<AsyncLoggerFacade>
export function requestLogger(options?: RequestLoggingOptions): ExpressRequestLogger
export function requestLogger(
  options: RequestLoggingOptions | AsyncRequestLoggingOptions,
): ExpressRequestLogger | ExpressRequestLogger<AsyncLoggerFacade>
export function requestLogger(
  options: RequestLoggingOptions | AsyncRequestLoggingOptions = {},
): ExpressRequestLogger | ExpressRequestLogger<AsyncLoggerFacade> {
  return options.async === true
    ? makeLogger(createRequestLogging(options), true)
    : makeLogger(createRequestLogging(options), false)
}

function makeLogger<Logger extends AnyLogger>(
  logging: RequestLogging<Logger>,
  waits: boolean,
): ExpressRequestLogger<Logger> {
  /** Those that have `errors()` at their end. */
  const ended = new WeakSet<ExpressApplication>()
  // Rejects for a wrong setting only; nobody having looked at it, it ends the process at once, as a throw here would.
  if (waits) void logging.start()

  function log(request: ExpressRequest, response: ExpressResponse, next: Next): void {
    // Mounted twice, or by an application around this one: the first one logs.
    if (openedScope(request) !== null) next()
    else openRequest(logging, request, response).run(next)
  }

  /** Requests that come before the async logger is there wait for it. */
  function logWhenStarted(request: ExpressRequest, response: ExpressResponse, next: Next): void {
    logging.start().then(
      () => log(request, response, next),
      // Without its logger the application serves its requests all the same.
      () => next(),
    )
  }

  return Object.assign(waits ? logWhenStarted : log, {
    errors: () => noteError,
    listen(app: ExpressApplication, ...where: readonly unknown[]): Server {
      // A second time does no harm, and where the application has used it nobody can tell: in a router, perhaps.
      if (!ended.has(app)) app.use?.(noteError)
      ended.add(app)
      trackApplication(app)
      return attachServer(logging, listen(app, where))
    },
    attach<Attached extends NodeServer>(server: Attached): Attached {
      for (const listener of server.listeners?.('request') ?? []) trackApplication(listener)
      return attachServer(logging, server)
    },
    getLogger: (request?: object): Logger => logging.getLogger(request),
    logging,
    flush: (flushOptions?: FlushOptions): Promise<boolean> => logging.flush(flushOptions),
    drain: (flushOptions?: FlushOptions): Promise<DrainResult> => logging.drain(flushOptions),
  })
}

const listening = new WeakSet<ExpressApplication>()

/** An application may have a `listen` of its own that is made of ours: the second time, it has been asked. */
function listen(app: ExpressApplication, where: readonly unknown[]): Server {
  if (listening.has(app)) return listenAlone(app, where)
  listening.add(app)
  try {
    return app.listen?.(...where) ?? listenAlone(app, where)
  } finally {
    listening.delete(app)
  }
}

/** For a bare function, which has no `listen` of its own. */
function listenAlone(app: ExpressApplication, where: readonly unknown[]): Server {
  const server: Required<Pick<ExpressApplication, 'listen'>> = createServer(app)
  return server.listen(...where)
}

function noteError(error: unknown, request: ExpressRequest, _response: ExpressResponse, next: Next): void {
  openedScope(request)?.fail(error)
  next(error)
}
