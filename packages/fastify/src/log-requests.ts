import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  type AnyLogger,
  openedScope,
  openNodeRequest,
  type RequestLogging,
  type RequestScope,
} from '@fapilog/request'
import { clientIp } from './client-ip.ts'
import { FastifyLogger } from './fastify-logger.ts'
import { isAbove } from './levels.ts'
import { KeptLines } from './kept-lines.ts'
import { requestIds } from './request-id.ts'
import { RequestLog } from './request-log.ts'
import { type RequestOpener, setOpener } from './request-opener.ts'
import { routeOf } from './route-of.ts'
import { routeSerializers } from './route-serializers.ts'
import type { FrameworkLines } from './options.ts'
import { errorPrinter, type Serializers } from './serializers.ts'

/** What every request of an instance shares. */
export interface Shared {
  readonly logging: RequestLogging<AnyLogger>
  readonly serializers: Serializers | null
  readonly frameworkLines: FrameworkLines
  /** Whether Fastify hands its own lines to a controller of ours; else they come through `request.log`. */
  readonly isControlled: boolean
  readonly logsUnrouted: boolean
}

interface Opening extends Shared {
  readonly idOf: (request: FastifyRequest) => string | undefined
}

/**
 * Opens each request of this instance and of those inside of it: when Fastify says that it comes in, else in the first
 * hook that it gets to. What settles it is the response's `close`: `onResponse` never runs for a client that went away.
 */
export function logRequests(instance: FastifyInstance, shared: Shared): void {
  const opening: Opening = { ...shared, idOf: requestIds(instance, shared.logging) }
  const opener: RequestOpener = {
    open: (request, reply) => open(request, reply, opening),
    keepsLines: shared.frameworkLines === 'keep',
    logsUnrouted: shared.logsUnrouted,
  }
  setOpener(instance, opener)
  instance.addHook('onRequest', (request, reply, done) => {
    // Perhaps by another copy of the plugin, or the same one in an outer instance.
    const scope = openedScope(request.raw) ?? opener.open(request, reply)
    scope.run(done)
  })
  instance.addHook('onError', (request, reply, error, done) => {
    // Before Fastify 5.10, what a hook throws that runs before ours comes here first.
    const scope = openedScope(request.raw) ?? opener.open(request, reply)
    if (error.code === 'FST_ERR_HANDLER_TIMEOUT') scope.timedOut()
    scope.fail(error)
    done()
  })
}

function open(
  request: FastifyRequest,
  reply: FastifyReply,
  shared: Opening,
): ReturnType<typeof openNodeRequest> {
  const { config, logLevel, logSerializers } = routeOf(request)
  // With a logger of ours in the constructor, Fastify has told it the route's level and serializers.
  const made: unknown = request.log
  const serializers =
    made instanceof FastifyLogger ? made.serializers : routeSerializers(logSerializers, shared.serializers)
  const scope = openNodeRequest(shared.logging, request.raw, reply.raw, {
    url: request.originalUrl,
    clientIp: clientIp(request),
    requestId: shared.idOf(request),
    // Without parameters it is for `frameworkErrors`, which may leave the reply aside, and its headers.
    reply: request.params === null ? undefined : reply,
    printError: errorPrinter(serializers),
  })
  scope.setRoute(config?.url)
  const routeLevel = logLevel === undefined || logLevel === '' ? undefined : logLevel
  // As it quiets Fastify's own lines of a request, which are of the level info.
  if (routeLevel !== undefined && isAbove(routeLevel, 'info')) scope.setRouteLogging({ skip: true })
  scope.setRouteLogging(config?.fapilog)
  const log = requestLog(scope, request, reply, serializers, shared)
  log.setLevelIfKnown(logLevel)
  request.log = log.public()
  reply.log = log.public()
  return scope
}

/** Where Fastify's own lines come through the request's logger, they are told apart there. */
function requestLog(
  scope: RequestScope<AnyLogger>,
  request: FastifyRequest,
  reply: FastifyReply,
  serializers: Serializers | null,
  { isControlled, frameworkLines }: Shared,
): FastifyLogger {
  if (isControlled) return new FastifyLogger(scope, serializers)
  return frameworkLines === 'absorb'
    ? new RequestLog(scope, request, reply, serializers)
    : new KeptLines(scope, request, reply, serializers)
}
