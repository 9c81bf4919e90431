import { AnyLogger, AsyncRequestLoggingOptions, AsyncRequestLoggingOptions as AsyncRequestLoggingOptions$1, GracefulShutdown, GracefulShutdownOptions, HttpBuilder, NodeRequest, NodeResponse, NodeServer, RequestLogging, RequestLoggingOptions, RequestLoggingOptions as RequestLoggingOptions$1, RequestScope, RouteLogging, addRequestFields, bindContext, getRequestLogger, getRequestScope, gracefulShutdown, runWithContext } from "@fapilog/request";
import { AsyncLoggerFacade, DrainResult, FlushOptions, SyncLoggerFacade } from "fapilog";
import { IncomingMessage, Server, ServerResponse } from "node:http";
import { ListenOptions } from "node:net";
/** The part of an Express request that is used: the same in Express 4 and 5, so that no types of theirs are needed. */
interface ExpressRequest extends NodeRequest {
  readonly originalUrl?: string | undefined;
  readonly ip?: string | undefined;
}
interface ExpressResponse extends NodeResponse {
  readonly locals?: object | undefined;
}
type Next = (error?: unknown) => void;
type RequestHandler = (request: ExpressRequest, response: ExpressResponse, next: Next) => void;
type ErrorHandler = (error: unknown, request: ExpressRequest, response: ExpressResponse, next: Next) => void;
/** What `createServer` takes; an Express application is one, and has `use` and `listen`. */
interface ExpressApplication {
  (request: IncomingMessage, response: ServerResponse): unknown;
  readonly use?: (handler: ErrorHandler) => unknown;
  listen?(...where: readonly unknown[]): Server;
}
/** Express 5 calls it with the error, too, when the server cannot listen. */
type ListenCallback = (error?: Error) => void;
/** The middleware, and what belongs to its lifespan. `app.use(http)` first, `app.use(http.errors())` last. */
interface ExpressRequestLogger<Logger extends AnyLogger = SyncLoggerFacade> extends RequestHandler {
  /** For the end of the application: notes the error, with its stack, for the request's line, and passes it on. */
  errors(): ErrorHandler;
  /** Calls `app.listen` with what follows, attaches the server, and puts `errors()` in place at the end of `app`. */
  listen(app: ExpressApplication, port?: number | string, host?: string, backlog?: number, callback?: ListenCallback): Server;
  listen(app: ExpressApplication, port?: number | string, host?: string, callback?: ListenCallback): Server;
  /** `where`: a port, the path of a socket, or options. */
  listen(app: ExpressApplication, where?: number | string | ListenOptions, callback?: ListenCallback): Server;
  listen(app: ExpressApplication, callback?: ListenCallback): Server;
  /** `server.close(callback)` then drains before it calls back. Returns the server. */
  attach<Attached extends NodeServer>(server: Attached): Attached;
  /** The logger of this request, or of the running one; outside of any, the application's. */
  getLogger(request?: object): Logger;
  /** For `gracefulShutdown` and everything else that is about the lifespan. */
  readonly logging: RequestLogging<Logger>;
  flush(options?: FlushOptions): Promise<boolean>;
  drain(options?: FlushOptions): Promise<DrainResult>;
}
/** One line per request. Throws as `createRequestLogging`. */
declare function requestLogger(options: AsyncRequestLoggingOptions$1): ExpressRequestLogger<AsyncLoggerFacade>;
declare function requestLogger(options?: RequestLoggingOptions$1): ExpressRequestLogger;
declare function requestLogger(options: RequestLoggingOptions$1 | AsyncRequestLoggingOptions$1): ExpressRequestLogger | ExpressRequestLogger<AsyncLoggerFacade>;
/** `app.use(new ExpressBuilder().withPreset('production').skipPaths(['/health']).build())` */
declare class ExpressBuilder extends HttpBuilder {
  /** Throws as `requestLogger` does. */
  build(): ExpressRequestLogger;
  /** With the async facade; excludes `withLogger`. */
  buildAsync(): ExpressRequestLogger<AsyncLoggerFacade>;
}
export { type AsyncRequestLoggingOptions, type ErrorHandler, type ExpressApplication, ExpressBuilder, type ExpressRequest, type ExpressRequestLogger, type ExpressResponse, type GracefulShutdown, type GracefulShutdownOptions, type Next, type RequestHandler, type RequestLoggingOptions, type RequestScope, type RouteLogging, addRequestFields, bindContext, requestLogger as default, getRequestLogger, getRequestScope, gracefulShutdown, requestLogger, runWithContext };
