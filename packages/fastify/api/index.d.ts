import { AsyncRequestLoggingOptions, GracefulShutdown, GracefulShutdown as GracefulShutdown$1, GracefulShutdownOptions, GracefulShutdownOptions as GracefulShutdownOptions$1, HttpBuilder, NodeRequest, NodeResponse, NodeServer, RequestLoggingOptions, RequestScope, RouteLogging, RouteLogging as RouteLogging$1, addRequestFields, bindContext, getRequestLogger, getRequestScope, runWithContext } from "@fapilog/request";
import { FastifyBaseLogger, FastifyError, FastifyPluginAsync } from "fastify";
import { IncomingHttpHeaders } from "node:http";
import { SyncLoggerFacade } from "fapilog";
declare module 'fastify' {
  interface FastifyInstance {
    /** The logger of the application, with all of fapilog's methods. */
    readonly fapilog: SyncLoggerFacade;
  }
  interface FastifyContextConfig {
    /** How this route is logged: `config: { fapilog: false }` for not at all, `{ level: 'debug' }`, `{ sampleRate: 0.1 }`. */
    readonly fapilog?: RouteLogging$1 | undefined;
  }
}
interface FastifyOnly {
  /**
   * What becomes of the lines that Fastify itself logs for a request (`incoming request`, the error of a failed one,
   * `Route GET:/x not found`): `absorb` leaves them to the request's one line, `keep` prints them as well. Default `absorb`.
   */
  readonly frameworkLines?: FrameworkLines | undefined;
}
/** How requests are logged, and either the logger or the settings of one, as `getLogger` takes them. */
interface FastifyLoggingOptions extends RequestLoggingOptions, FastifyOnly {}
/** As `FastifyLoggingOptions`, for the async facade. */
interface AsyncFastifyLoggingOptions extends AsyncRequestLoggingOptions, FastifyOnly {}
type FrameworkLines = 'absorb' | 'keep';
type Options = FastifyLoggingOptions | AsyncFastifyLoggingOptions;
type FapilogPlugin = FastifyPluginAsync<Options>;
/**
 * `app.register(fapilogPlugin, { preset: 'production' })`: one line per request, `fastify.log`, `request.log` and
 * `reply.log` by fapilog, and everything delivered when the application has closed. Inside of a plugin it is for the
 * routes in there. Options are those of `FastifyLoggingOptions`; wrong ones reject `ready()` with FAPILOG_E_ARGUMENT or
 * FAPILOG_E_CONFIG.
 */
declare const fapilogPlugin: FapilogPlugin;
/** What of Fastify's request, of HTTP/1 or HTTP/2, says its id. */
interface IdentifiedRequest {
  /** Whatever `genReqId` returns; its type says a string. */
  readonly id: unknown;
  readonly headers: IncomingHttpHeaders;
}
/** The part of Fastify's request that is used, of HTTP/1 or HTTP/2. */
interface FrameworkErrorRequest extends IdentifiedRequest {
  readonly raw: NodeRequest;
  readonly originalUrl: string;
  readonly ip: string;
}
/** As above. */
interface FrameworkErrorReply {
  readonly raw: NodeResponse & {
    writeHead(statusCode: number, headers: Record<string, string | number>): unknown;
    end(body: string): unknown;
  };
}
type FrameworkErrorHandler = (error: FastifyError, request: FrameworkErrorRequest, reply: FrameworkErrorReply) => void;
/** For Fastify's constructor; register `fapilogPlugin` as well, without options: it takes these. */
interface FapilogFastifyOptions {
  readonly loggerInstance: FastifyBaseLogger;
  /** The same id for `request.id`, the log and the response. */
  readonly genReqId: (request: {
    readonly headers: IncomingHttpHeaders;
  }) => string;
  readonly frameworkErrors: FrameworkErrorHandler;
}
/** Fastify itself, from 5.10 on: its log controller must be of the very Fastify that is used. */
interface WithLogController<Controller> {
  readonly LogController: new (options?: {
    disableRequestLogging?: boolean;
  }) => Controller;
}
/**
 * The complete mode: `Fastify({ ...fapilogFastifyOptions({ preset: 'production' }, Fastify) })`. Beyond what the plugin
 * does alone, `fastify.log` is fapilog's from the start, `request.id` is the id in the log, and a malformed URL is logged
 * with its error. With Fastify itself as the second argument (5.10 and later), its lines of routes that no plugin logs have no
 * query. Throws FAPILOG_E_ARGUMENT and FAPILOG_E_CONFIG for wrong options.
 */
declare function fapilogFastifyOptions(options?: FastifyLoggingOptions): FapilogFastifyOptions;
declare function fapilogFastifyOptions<Controller extends object>(options: FastifyLoggingOptions, fastify: WithLogController<Controller>): FapilogFastifyOptions & {
  readonly logController: Controller;
};
/** `app.register(new FastifyBuilder().withPreset('production').skipPaths(['/health']).build())` */
declare class FastifyBuilder extends HttpBuilder {
  /**
   * A plugin with these options; what is given to `register` comes on top. Throws FAPILOG_E_ARGUMENT for wrong options for
   * requests; wrong settings of a logger, and what is wrong in `register`, reject `ready()`.
   */
  build(): FapilogPlugin;
}
/** An application of Fastify's, whatever its server and its logger are. */
interface ClosableApp {
  readonly server: NodeServer;
  close(): PromiseLike<unknown>;
}
/**
 * On SIGTERM and SIGINT: open requests finish, `app.close()` runs all hooks, kept-alive connections are closed,
 * everything is delivered, and the signal does what it would have done. Call it when `fapilogPlugin` is loaded, in an
 * `onReady` hook or after `app.ready()`; throws FAPILOG_E_ARGUMENT before.
 */
declare function gracefulShutdown(app: ClosableApp, options?: GracefulShutdownOptions$1): GracefulShutdown$1;
export { type AsyncFastifyLoggingOptions, type ClosableApp, type FapilogFastifyOptions, type FapilogPlugin, FastifyBuilder, type FastifyLoggingOptions, type FrameworkErrorHandler, type FrameworkErrorReply, type FrameworkErrorRequest, type GracefulShutdown, type GracefulShutdownOptions, type RequestScope, type RouteLogging, type WithLogController, addRequestFields, bindContext, fapilogPlugin as default, fapilogFastifyOptions, fapilogPlugin, getRequestLogger, getRequestScope, gracefulShutdown, runWithContext };
