import { AsyncLoggerFacade, DrainResult, FlushOptions, LevelName, LoggerOptions, SettingsBuilder, SyncLoggerFacade, bindContext, runWithContext } from "fapilog";
/** Lower-case names as Node gives them, or the `Headers` of a fetch request. */
type HeaderSource = Readonly<Record<string, string | readonly string[] | undefined>> | {
  get(name: string): string | null;
};
/** What is known of a request when it comes in, whatever the framework. */
interface RequestStart {
  readonly method: string;
  /** As it came in, query included, before any router rewrote it. */
  readonly url: string;
  readonly headers: HeaderSource;
  /** As the framework's own trust of proxies has it; read now, because it is gone when the client is. */
  readonly clientIp?: string | undefined;
  /** An id that the application chose (Fastify's `genReqId`, `c.var.requestId`); it beats the header and is not checked. */
  readonly requestId?: string | number | undefined;
  /** What the request's line prints of an error, in `err`, instead of the error with its stack. */
  readonly printError?: ((error: unknown) => unknown) | undefined;
  /** What `getRequestLogger(request)` and `getRequestScope(request)` may be asked with. */
  readonly handles?: readonly object[] | undefined;
  /** What is known of the end so far: asked when the request is reported as unfinished. */
  readonly look?: (() => RequestEnd) | undefined;
}
/** What is known of a request when it has ended. */
interface RequestEnd {
  /** Left out when no headers were sent: what stands in the response object then never reached anybody. */
  readonly statusCode?: number | undefined;
  /** Whether the last byte was handed to the operating system. */
  readonly finished: boolean;
  /** Whether it was another connection of the server that was reset, and not the client's. Default false. */
  readonly brokenByServer?: boolean | undefined;
  /** Of the body. */
  readonly responseBytes?: number | undefined;
}
/**
 * `failed`: a status of 500 or above, or an error that was no client's; `timeout`: given up by the server;
 * `unfinished`: still open when the process ended or the drain's deadline came.
 */
type Outcome = 'completed' | 'failed' | 'aborted' | 'timeout' | 'unfinished';
/** What decides how a request's line is printed. */
interface RequestSummary {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly route: string | undefined;
  readonly statusCode: number | undefined;
  readonly outcome: Outcome;
  readonly latencyMs: number;
  /** What was thrown, if anything. */
  readonly error: unknown;
}
interface RequestIdOptions {
  /** Where an id comes in and goes out. Default `X-Request-ID`. */
  readonly header?: string | undefined;
  /** Whether an id that comes in is used, when `accept` takes it. Default true. */
  readonly propagate?: boolean | undefined;
  /** What an id that comes in must match as a whole. Default `/^[A-Za-z0-9_.:=-]{1,128}$/`. */
  readonly accept?: RegExp | undefined;
  /** Makes an id for requests that bring none; false: they have none. Default: a random UUID. */
  readonly generate?: false | (() => string | number) | undefined;
  /** Whether the response carries the id, unless it has that header already. Default true. */
  readonly echo?: boolean | undefined;
}
/** How requests are logged. `undefined` is the same as leaving a key out; mistakes throw FAPILOG_E_ARGUMENT. */
interface HttpOptions {
  /**
   * Paths without a line, query left aside: exact texts, `/prefix/*` for all that starts with `/prefix/`, regular
   * expressions. Failed requests are logged all the same, see `logErrorsOnSkip`. Default: none.
   */
  readonly skipPaths?: readonly (string | RegExp)[] | undefined;
  /** True for a request without a line, as `skipPaths`. What it throws counts as false. Default: none. */
  readonly skip?: ((request: RequestStart) => boolean) | undefined;
  /** Whether failed requests are logged on skipped paths: a status of 500 and above, or an error that nobody answered below it. Default true. */
  readonly logErrorsOnSkip?: boolean | undefined;
  /** The share of successful requests that is logged, 0 to 1. Failed, aborted and slow requests always are. Default 1. */
  readonly sampleRate?: number | undefined;
  /** Milliseconds from which on a request is slow, and logged whatever `sampleRate` says. Default: none is. */
  readonly slowMs?: number | undefined;
  /** Request headers that are printed as `headers`, in any case. Default: none. */
  readonly includeHeaders?: readonly string[] | undefined;
  /**
   * Headers whose values are never printed, beside the thirteen that never are (`authorization`, `cookie`, …): neither in
   * `headers` nor as `user_agent`. One that is printed elsewhere, by `requestId` or `contextHeaders`, is refused.
   */
  readonly redactHeaders?: readonly string[] | undefined;
  /**
   * What is printed of the query as `query`: nothing, the keys, keys and values with those of secret-looking
   * keys hidden, or all of it. Default `omit`.
   */
  readonly query?: 'omit' | 'keys' | 'redacted' | 'full' | undefined;
  /** Changes the printed path, for paths that hold secrets. When it throws, the path is left out. Default: as it is. */
  readonly path?: ((path: string, request: RequestStart) => string) | undefined;
  readonly requestId?: RequestIdOptions | undefined;
  /** Headers that name who asks, by the field they become: `{ user_id: 'x-user-id' }`. Clients can forge them. Those that are never printed are refused. Default: none. */
  readonly contextHeaders?: Readonly<Record<string, string>> | undefined;
  /** Whether `traceparent` and the active OpenTelemetry span are taken over. Default true. */
  readonly trace?: boolean | undefined;
  /** The field for the caller's span in a `traceparent`. Default `parent_span_id`. */
  readonly callerSpanField?: 'parent_span_id' | 'span_id' | undefined;
  /** The level of a request's line. Default, also when it gives undefined or no level, or throws: INFO, failed ERROR, aborted WARNING. */
  readonly levelFor?: ((summary: RequestSummary) => LevelName | undefined) | undefined;
  /** Whether each request also has a `request_started` line, at DEBUG or at this level. Default false. */
  readonly logStart?: boolean | LevelName | undefined;
}
interface LifespanOptions {
  /**
   * The deadline for the end: open requests get half of it to finish, the rest belongs to delivery.
   * Milliseconds, `Infinity` included. Default 5000.
   */
  readonly drainTimeoutMs?: number | undefined;
  /**
   * Whether `start()` rejects when a sink could not be set up. Default false: the others work, and a
   * logger that has not come up after 3 s keeps nobody waiting. With `async: true` it always does.
   */
  readonly strictStart?: boolean | undefined;
}
/** How requests are logged, and either the logger or the settings of one, as `getLogger` takes them. */
interface RequestLoggingOptions extends HttpOptions, LifespanOptions, LoggerOptions {
  /** Excludes settings. Default: what `getLogger(settings)` gives; the root logger of the process without any. */
  readonly logger?: SyncLoggerFacade | undefined;
  readonly async?: false | undefined;
}
/** As `RequestLoggingOptions`, for the async facade. */
interface AsyncRequestLoggingOptions extends HttpOptions, LifespanOptions, LoggerOptions {
  /** Excludes settings. Default: what `getAsyncLogger(settings)` gives. */
  readonly logger?: AsyncLoggerFacade | undefined;
  readonly async: true;
}
type AnyLogger = SyncLoggerFacade | AsyncLoggerFacade;
/** How one route is logged: false for no line, as a skipped path. A wrong value counts as left out. */
type RouteLogging = boolean | {
  readonly skip?: boolean | undefined;
  /** 0 to 1, instead of the application's. */
  readonly sampleRate?: number | undefined;
  /** Of the line of a request that completed. */
  readonly level?: LevelName | undefined;
};
/** One request. It prints one line, at the first `settle()`; nothing here ever throws. */
interface RequestScope<Logger extends AnyLogger = SyncLoggerFacade> {
  /** Undefined only where generating ids was turned off. */
  readonly requestId: string | undefined;
  readonly requestIdSource: 'application' | 'header' | 'generated' | 'none';
  /** Carries the ids and what was added so far, also where AsyncLocalStorage has lost the request. */
  readonly logger: Logger;
  readonly settled: boolean;
  /** Whether `fail` was called. */
  readonly failed: boolean;
  /** Runs `fn` inside the request: every logger prints its ids there. Returns what `fn` returns. */
  run<T>(fn: () => T): T;
  /**
   * Fields for the lines that follow, by whatever logger, and for the request's own line. Later ones win, but nothing
   * replaces the ids of the request.
   */
  addFields(fields: object): void;
  /** The template that matched (`/users/:id`); undefined for none. */
  setRoute(route: string | undefined): void;
  /** What the route itself wants; takes effect until the request settles. */
  setRouteLogging(logging: RouteLogging | undefined): void;
  /** The error behind the outcome, which is what the client got: one that is answered below 500 is handled. The first one counts. */
  fail(error: unknown): void;
  /** As `fail`, but this one counts, whatever came before: an error handler failed as well, and the answer is about that. */
  failInstead(error: unknown): void;
  /** The server gave the request up: `outcome` is `timeout`. */
  timedOut(): void;
  /** Keeps the line, whatever sampling and skip rules say. */
  keep(): void;
  /** The first byte of the response goes out now: `ttfb_ms`. The first call counts. */
  responseStarted(): void;
  /** Prints the line. Only the first call counts. */
  settle(end: RequestEnd): void;
}
/** What one application's integration holds: its options, its logger, its open requests. */
interface RequestLogging<Logger extends AnyLogger = SyncLoggerFacade> {
  /** The logger outside of requests. With `async: true`, throws FAPILOG_E_ARGUMENT before `start()` has resolved. */
  readonly logger: Logger;
  /** The response header for the id, lower case; null when it is not echoed. */
  readonly echoHeader: string | null;
  /** How many requests are open. */
  readonly openRequests: number;
  /** Whether an id that a client sent is used, whatever header it came with: the rules of `requestId`. */
  acceptsId(id: string): boolean;
  /** A request comes in. */
  open(start: RequestStart): RequestScope<Logger>;
  /** The logger of this request, or of the running one; `logger` outside of any. */
  getLogger(request?: object): Logger;
  /** Resolves when the logger's thread runs; see `strictStart`. The same promise each time. */
  start(): Promise<void>;
  /** One more user: an application, a server. */
  acquire(): void;
  /** One user less; the last one drains. Null: others are left. */
  release(): Promise<DrainResult | null>;
  flush(options?: FlushOptions): Promise<boolean>;
  /** Prints the lines of the requests that are open, as unfinished. Nothing is printed of them any more. */
  reportUnfinished(): void;
  /**
   * Waits for open requests, prints those that do not finish in half the time as unfinished, and drains the
   * logger, which stays usable. Settles by its deadline and never rejects.
   */
  drain(options?: FlushOptions): Promise<DrainResult>;
}
/**
 * Request logging for an application, whatever its framework. Throws FAPILOG_E_ARGUMENT for wrong options, and what
 * `getLogger` throws.
 */
declare function createRequestLogging(options: AsyncRequestLoggingOptions): RequestLogging<AsyncLoggerFacade>;
declare function createRequestLogging(options?: RequestLoggingOptions): RequestLogging;
declare function createRequestLogging(options: RequestLoggingOptions | AsyncRequestLoggingOptions): RequestLogging | RequestLogging<AsyncLoggerFacade>;
/** The scope of this request (the framework's object, or Node's), or of the running one; null outside of any. */
declare function getRequestScope(request?: object): RequestScope<AnyLogger> | null;
/** The scope that was opened for this very object, whatever runs now; null for none. */
declare function openedScope(request: object): RequestScope<AnyLogger> | null;
/**
 * The logger of this request, or of the running one: its lines carry the request's ids and added fields, also where
 * AsyncLocalStorage was lost. Outside of any request, the root logger.
 */
declare function getRequestLogger(request?: object): SyncLoggerFacade;
/**
 * Adds fields to the lines of the running request that follow, and to its own line; the ids of the request stay what they
 * are. Outside of any it does nothing.
 */
declare function addRequestFields(fields: object): void;
/** The part of a `node:http`, `node:https` or HTTP/2 server that is used. */
interface NodeServer {
  readonly listening: boolean;
  close(callback?: (error?: Error) => void): unknown;
  on(event: 'listening' | 'close', listener: () => void): unknown;
  on(event: 'connection' | 'secureConnection', listener: (connection: ServedConnection) => void): unknown;
  prependListener(event: 'request', listener: (request: ServedRequest, response: ClosableResponse) => void): unknown;
  off(event: 'request', listener: (request: ServedRequest, response: ClosableResponse) => void): unknown;
  off(event: 'connection' | 'secureConnection', listener: (connection: ServedConnection) => void): unknown;
  listeners?(event: 'request'): readonly unknown[];
  closeIdleConnections?(): void;
  closeAllConnections?(): void;
}
interface ServedConnection {
  readonly bytesRead: number;
  destroy(): unknown;
  on(event: 'close', listener: () => void): unknown;
}
interface ServedRequest {
  readonly socket: unknown;
}
interface ClosableResponse {
  readonly writableEnded: boolean;
  readonly headersSent: boolean;
  /** HTTP/2's. */
  readonly stream?: unknown;
  setHeader(name: string, value: string): unknown;
  removeHeader(name: string): unknown;
  on(event: 'close', listener: () => void): unknown;
}
/**
 * Ties the lifespan to a server: `server.close(callback)` drains before it calls back, because what stands there is
 * often `process.exit()`. Attaching twice changes nothing; several may be attached to one server. Returns the server.
 */
declare function attachServer<Server extends NodeServer>(logging: RequestLogging<AnyLogger>, server: Server): Server;
type Signal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';
interface GracefulShutdownOptions {
  /** Default: SIGTERM and SIGINT; none: only `shutdown()` starts it. */
  readonly signals?: readonly Signal[] | undefined;
  /**
   * How long the server goes on accepting connections while `closing` is already true, so that load balancers take it
   * out before it refuses. Milliseconds, default 0; on Kubernetes 3000 to 5000.
   */
  readonly readinessDelayMs?: number | undefined;
  /** How long open requests may take from then on, before their connections are cut. Milliseconds, default 10000. */
  readonly timeoutMs?: number | undefined;
  /** Closes the application; `server.close()` follows in any case. For Fastify, `() => app.close()`. */
  readonly close?: (() => unknown) | undefined;
  /** For databases and the like; called when no request is open any more. What it throws is logged. */
  readonly onClosed?: (() => unknown) | undefined;
}
interface GracefulShutdown {
  /** True from the signal on: what a readiness probe answers 503 to. */
  readonly closing: boolean;
  /** One more server of the application, as that of another address: it is closed as the first one is. */
  add(server: NodeServer): void;
  /** Starts it; the same promise each time. Never rejects. Does not end the process. */
  shutdown(reason?: string): Promise<void>;
  /** Takes the signal listeners away. */
  uninstall(): void;
}
/**
 * On a signal: announces it to readiness probes, lets open requests finish, closes the server with its kept-alive
 * connections, prints what took place, drains the logger, and then lets the signal do what it would have done: the exit
 * status stays the signal's. Listeners of the application are respected: where there is one, it decides when to end.
 * A second signal ends the process at once, with a line for each request that was open.
 */
declare function gracefulShutdown(server: NodeServer, logging: RequestLogging<AnyLogger>, options?: GracefulShutdownOptions): GracefulShutdown;
/**
 * What a builder has collected, for the `build()` of a framework's package. Throws FAPILOG_E_ARGUMENT for wrong options for
 * requests; the settings of a logger are checked where it is made.
 */
declare function builtOptions(builder: HttpBuilder): RequestLoggingOptions;
/**
 * Collects step by step what `createRequestLogging` takes: the settings of a logger, as `LoggerBuilder` does, and the
 * options for requests. Mistakes throw at `build()`, which the packages for the frameworks add.
 */
declare class HttpBuilder extends SettingsBuilder {
  /** A logger that exists; excludes the settings of one. */
  withLogger(logger: NonNullable<RequestLoggingOptions['logger']>): this;
  /** A second call adds to the first. */
  skipPaths(paths: NonNullable<HttpOptions['skipPaths']>): this;
  skipWhen(predicate: NonNullable<HttpOptions['skip']>): this;
  logErrorsOnSkip(enabled?: boolean): this;
  /** 0 to 1. Errors, aborted and slow requests are always logged. */
  sampleRate(rate: number): this;
  /** Milliseconds from which on a request is always logged. */
  slowAfter(milliseconds: number): this;
  /** Headers that are printed. A second call adds to the first. */
  includeHeaders(names: readonly string[]): this;
  /** A second call adds to the first. */
  redactHeaders(names: readonly string[]): this;
  withCorrelationId(options: RequestIdOptions): this;
  /** Every other option for requests. */
  withHttp(options: HttpOptions): this;
  withDrainTimeout(milliseconds: number): this;
}
interface SplitUrl {
  readonly path: string;
  /** Without the question mark; '' when there is none. */
  readonly query: string;
}
/** Also of the absolute form that proxies send (`http://user:password@host/path`): its authority is left out. */
declare function splitUrl(url: string): SplitUrl;
/** For frameworks that want the id before the request is opened: by the same rules. Undefined: there is none. */
declare function requestIdChooser(options?: RequestIdOptions): (headers: RequestStart['headers']) => string | undefined;
/** The part of `http.IncomingMessage` that is used; HTTP/2's compatibility request has it too. */
interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Node's: whether the connection was given to an `upgrade` listener. */
  readonly upgrade?: boolean | undefined;
  readonly socket: NodeSocket | null;
}
interface NodeSocket {
  readonly remoteAddress?: string | undefined;
  readonly bytesWritten?: number | undefined;
  readonly errored?: Error | null | undefined;
  on?(event: 'close', listener: () => void): unknown;
}
/** The part of `http.ServerResponse` that is used. */
interface NodeResponse {
  readonly statusCode: number;
  /** As Node means it: made. */
  readonly headersSent: boolean;
  /** Whether they were written. Node's; nothing else tells. */
  readonly _headerSent?: boolean | undefined;
  readonly writableEnded: boolean;
  readonly writableFinished: boolean;
  /** Whether 'close' was emitted. */
  readonly closed?: boolean | undefined;
  readonly errored?: Error | null | undefined;
  /** HTTP/2's. */
  readonly stream?: Http2Stream | undefined;
  /** What Node found in the headers that it wrote, or worked out; null for streams. Its only place in every case. */
  readonly _contentLength?: number | null | undefined;
  getHeaderNames(): string[];
  getHeader(name: string): number | string | readonly string[] | undefined;
  setHeader(name: string, value: string): unknown;
  on(event: 'close' | 'finish', listener: () => void): unknown;
}
/** The part of `http2.ServerHttp2Stream` that is used. */
interface Http2Stream {
  readonly aborted?: boolean | undefined;
  readonly rstCode?: number | undefined;
  readonly errored?: Error | null | undefined;
  readonly writableEnded?: boolean | undefined;
  readonly writableFinished?: boolean | undefined;
  readonly sentHeaders?: object | undefined;
}
/** A framework's own answer, which brings its headers to `writeHead` by itself. Fastify's reply is one. */
interface FrameworkReply {
  header(name: string, value: string): unknown;
  /** Whether the framework leaves the answer to somebody else: a hijacked one. */
  readonly sent: boolean;
}
/** What the framework knows better than Node. */
interface NodeRequestHints {
  /** Before routers rewrote it. Default: `request.url`. */
  readonly url?: string | undefined;
  /** Default: the address of the socket. */
  readonly clientIp?: string | undefined;
  readonly requestId?: string | number | undefined;
  /** What brings its own headers to `response.writeHead`: it is given the id, too. */
  readonly reply?: FrameworkReply | undefined;
  /** What the request's line prints of an error, in `err`, instead of the error with its stack. */
  readonly printError?: ((error: unknown) => unknown) | undefined;
  /** Called right before the line is made: the last time to set route and error. What it throws is ignored. */
  readonly onSettle?: ((scope: RequestScope<AnyLogger>) => void) | undefined;
}
/**
 * Opens a request on `node:http` or HTTP/2's compatibility API, echoes its id, and settles it when the response
 * closes: the one event that always comes, also after an abort, for streams and hijacked responses. A request that is
 * open already is returned as it is.
 */
declare function openNodeRequest<Logger extends AnyLogger>(logging: RequestLogging<Logger>, request: NodeRequest, response: NodeResponse, { url, clientIp, requestId, reply, printError, onSettle }?: NodeRequestHints): RequestScope<Logger>;
export { type AnyLogger, type AsyncRequestLoggingOptions, type ClosableResponse, type GracefulShutdown, type GracefulShutdownOptions, type HeaderSource, HttpBuilder, type HttpOptions, type NodeRequest, type NodeRequestHints, type NodeResponse, type NodeServer, type Outcome, type RequestEnd, type RequestIdOptions, type RequestLogging, type RequestLoggingOptions, type RequestScope, type RequestStart, type RequestSummary, type RouteLogging, type ServedConnection, type ServedRequest, type SplitUrl, addRequestFields, attachServer, bindContext, builtOptions, createRequestLogging, getRequestLogger, getRequestScope, gracefulShutdown, openNodeRequest, openedScope, requestIdChooser, runWithContext, splitUrl };
