import { ServerResponse } from 'node:http'
import { openedScope } from './current.ts'
import { isReset } from './describe-error.ts'
import { readLength } from './read-headers.ts'
import type { RequestEnd } from './request-facts.ts'
import { type FrameworkReply, noteHead, sentStatus } from './response-head.ts'
import { safely } from './safely.ts'
import { gaveUp, watchTimeout } from './server-timeout.ts'
import type { NodeRequest, NodeResponse } from './node-types.ts'
import type { AnyLogger, RequestLogging, RequestScope } from './types.ts'

/** What the framework knows better than Node. */
export interface NodeRequestHints {
  /** Before routers rewrote it. Default: `request.url`. */
  readonly url?: string | undefined
  /** Default: the address of the socket. */
  readonly clientIp?: string | undefined
  readonly requestId?: string | number | undefined
  /** What brings its own headers to `response.writeHead`: it is given the id, too. */
  readonly reply?: FrameworkReply | undefined
  /** What the request's line prints of an error, in `err`, instead of the error with its stack. */
  readonly printError?: ((error: unknown) => unknown) | undefined
  /** Called right before the line is made: the last time to set route and error. What it throws is ignored. */
  readonly onSettle?: ((scope: RequestScope<AnyLogger>) => void) | undefined
}

/**
 * Opens a request on `node:http` or HTTP/2's compatibility API, echoes its id, and settles it when the response
 * closes: the one event that always comes, also after an abort, for streams and hijacked responses. A request that is
 * open already is returned as it is.
 */
export function openNodeRequest<Logger extends AnyLogger>(
  logging: RequestLogging<Logger>,
  request: NodeRequest,
  response: NodeResponse,
  { url, clientIp, requestId, reply, printError, onSettle }: NodeRequestHints = {},
): RequestScope<Logger> {
  // Opened before, by a middleware or an application around this one: one line, and one patch of the response.
  const opened = openedScope(response) ?? openedScope(request)
  if (opened !== null) return opened as RequestScope<Logger>
  const look = (): RequestEnd => {
    if (onSettle !== undefined) safely(() => onSettle(scope), undefined)
    return endOf(request, response)
  }
  const scope = logging.open({
    method: request.method ?? 'GET',
    url: url ?? request.url ?? '/',
    headers: request.headers,
    clientIp: clientIp ?? request.socket?.remoteAddress,
    requestId,
    printError,
    handles: [request, response],
    look,
  })
  noteHead(scope, response, logging.echoHeader, reply)
  if (response.stream === undefined) watchTimeout(request.socket)
  const settle = (): void => {
    if (scope.settled) return
    // What destroyed the response, when that was the server itself: a stream that failed.
    const error = response.errored ?? response.stream?.errored
    if (error !== undefined && error !== null) scope.fail(error)
    const end = look()
    if (!end.finished && response.stream === undefined && gaveUp(request.socket)) scope.timedOut()
    scope.settle(end)
  }
  // The client left while something before this took its time: the event was then, and comes no more.
  if (response.closed === true) settle()
  else response.on('close', settle)
  if (!isNodes(response)) settleAtFinish(response, settle)
  // A response of somebody's own, to run the application for a WebSocket with, closes with nothing.
  if (request.upgrade === true) request.socket?.on?.('close', settle)
  return scope
}

function endOf(request: NodeRequest, response: NodeResponse): RequestEnd {
  const finished = isFinished(response) || isUpgraded(request, response)
  // Headers that were made wait for the body. A connection that ends first was answered by the server itself, or not at all.
  const headersSent = response.headersSent && (finished || response._headerSent !== false)
  return {
    finished,
    statusCode: headersSent ? statusOf(response) : undefined,
    brokenByServer: !finished && isBrokenByServer(request, response),
    responseBytes: finished ? bodyBytes(request, response) : undefined,
  }
}

/**
 * A WebSocket, as @fastify/websocket opens it: a response over a connection that somebody else was given, and answered on.
 * With what status, nobody here has seen.
 */
function isUpgraded({ upgrade, socket }: NodeRequest, { headersSent }: NodeResponse): boolean {
  if (upgrade !== true || headersSent || socket === null) return false
  return (socket.bytesWritten ?? 0) > 0 && (socket.errored ?? null) === null
}

/** A stream of HTTP/2 may have been answered without its response. */
function statusOf(response: NodeResponse): number {
  const sent: { readonly ':status'?: unknown } = response.stream?.sentHeaders ?? {}
  return typeof sent[':status'] === 'number' ? sent[':status'] : (sentStatus(response) ?? response.statusCode)
}

/** Not a simulated one, or HTTP/2's, which say less of their end. */
const isNodes = (response: NodeResponse): boolean => response.constructor === ServerResponse

const FINISHED: unique symbol = Symbol('finished')

type Finishing = object & { [FINISHED]?: true }

/**
 * Simulated responses (`light-my-request`, of Fastify's `inject()`) never are `writableFinished` when they close, and some
 * (those of adapters for functions in clouds) never close.
 */
function settleAtFinish(response: NodeResponse, settle: () => void): void {
  response.on('finish', () => {
    ;(response as Finishing)[FINISHED] = true
    // HTTP/2's may still be reset.
    if (response.stream === undefined) setImmediate(settle)
  })
}

/**
 * What another connection of the server broke with, an upstream's, looks like what a client does when it leaves. But that is
 * an error of the request's own connection, and the response knows nothing of it.
 */
function isBrokenByServer({ socket }: NodeRequest, { errored }: NodeResponse): boolean {
  if (errored === undefined || errored === null || !isReset(errored)) return false
  return (socket?.errored ?? errored) === errored
}

/** A reset stream of HTTP/2 calls itself finished too, although nobody ended it. */
function isFinished(response: NodeResponse): boolean {
  const { writableEnded, writableFinished, stream } = response
  const written = writableFinished || (response as Finishing)[FINISHED] === true
  if (stream === undefined) return writableEnded && written
  const ended = writableEnded || (stream.writableEnded === true && stream.aborted !== true)
  return ended && (written || stream.writableFinished === true) && (stream.rstCode ?? 0) === 0
}

/** Undefined for streams. */
function bodyBytes({ method }: NodeRequest, response: NodeResponse): number | undefined {
  try {
    const { statusCode } = response
    if (method === 'HEAD' || statusCode === 204 || statusCode === 304) return 0
    return readLength(response._contentLength ?? response.getHeader('content-length'))
  } catch {
    return undefined
  }
}
