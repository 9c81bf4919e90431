import { scopeOfHandle } from './handles.ts'
import { readLength } from './read-headers.ts'
import type { RequestEnd } from './request-facts.ts'
import { safely } from './safely.ts'
import type { NodeRequest, NodeResponse } from './node-types.ts'
import type { AnyLogger, RequestLogging, RequestScope } from './types.ts'

/** What the framework knows better than Node. */
export interface NodeRequestHints {
  /** Before routers rewrote it. Default: `request.url`. */
  readonly url?: string | undefined
  /** Default: the address of the socket. */
  readonly clientIp?: string | undefined
  readonly requestId?: string | undefined
  /** The framework's own request and response objects; Node's are known. */
  readonly handles?: readonly object[] | undefined
  /** Called right before the line is made: the last time to set route and error. What it throws is ignored. */
  readonly onSettle?: ((scope: RequestScope<AnyLogger>) => void) | undefined
}

/**
 * Opens a request on `node:http` or HTTP/2's compatibility API, echoes its id, and settles it when the response
 * closes: the one event that always comes, also after an abort, for streams and hijacked responses.
 */
export function openNodeRequest<Logger extends AnyLogger>(
  logging: RequestLogging<Logger>,
  request: NodeRequest,
  response: NodeResponse,
  hints: NodeRequestHints = {},
): RequestScope<Logger> {
  const { onSettle } = hints
  const look = (): RequestEnd => {
    if (onSettle !== undefined) safely(() => onSettle(scope), undefined)
    const { headersSent } = response
    const finished = isFinished(response)
    return {
      finished,
      statusCode: headersSent ? response.statusCode : undefined,
      responseBytes: finished ? safely(() => bodyBytes(request, response), undefined) : undefined,
    }
  }
  const scope = logging.open({
    method: request.method ?? 'GET',
    url: hints.url ?? request.url ?? '/',
    headers: request.headers,
    clientIp: hints.clientIp ?? request.socket?.remoteAddress,
    requestId: hints.requestId,
    handles: [request, response, ...(hints.handles ?? [])],
    look,
  })
  echoId(scope, logging.echoHeader, response)
  noteFirstByte(response)
  response.on('finish', noteFinish)
  response.once('close', () => {
    // What destroyed the response, when that was the server itself: a stream that failed.
    const error = response.errored ?? response.stream?.errored
    if (error !== undefined && error !== null) scope.fail(error)
    scope.settle(look())
  })
  return scope
}

const FINISHED: unique symbol = Symbol('finished')

type Finishing = object & { [FINISHED]?: true }

/** Simulated responses (`light-my-request`, of Fastify's `inject()`) never are `writableFinished` when they close. */
function noteFinish(this: Finishing): void {
  this[FINISHED] = true
}

/** A reset stream of HTTP/2 calls itself finished too, although nobody ended it. */
function isFinished(response: NodeResponse): boolean {
  const { writableEnded, writableFinished, stream } = response
  const written = writableFinished || (response as Finishing)[FINISHED] === true
  return writableEnded && written && (stream?.rstCode ?? 0) === 0
}

const WRITE_HEAD: unique symbol = Symbol('writeHead')

interface Noted {
  writeHead: (...args: readonly unknown[]) => unknown
  [WRITE_HEAD]?: (...args: readonly unknown[]) => unknown
}

/** Every response begins here, also with headers that nobody wrote. One function for all: no closure a request. */
function writeHeadAndNote(this: Noted, ...args: readonly unknown[]): unknown {
  ;(scopeOfHandle(this) as RequestScope<AnyLogger> | null)?.responseStarted()
  const original = this[WRITE_HEAD]
  return original === undefined ? undefined : Reflect.apply(original, this, args)
}

function noteFirstByte(response: NodeResponse): void {
  safely(() => {
    const noted = response as unknown as Noted
    if (typeof noted.writeHead !== 'function') return
    noted[WRITE_HEAD] = noted.writeHead
    noted.writeHead = writeHeadAndNote
  }, undefined)
}

function echoId(scope: RequestScope<AnyLogger>, header: string | null, response: NodeResponse): void {
  const { requestId } = scope
  if (header === null || requestId === undefined || response.headersSent) return
  safely(() => {
    if (response.getHeader(header) === undefined) response.setHeader(header, requestId)
  }, undefined)
}

/** What `content-length` says; undefined for streams. */
function bodyBytes({ method }: NodeRequest, response: NodeResponse): number | undefined {
  const { statusCode } = response
  if (method === 'HEAD' || statusCode === 204 || statusCode === 304) return 0
  return readLength(response.getHeader('content-length'))
}
