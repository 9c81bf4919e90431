import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type AnyLogger, openedScope, openNodeRequest, type RequestLogging } from '@fapilog/request'
import { clientIp } from './client-ip.ts'
import { FastifyLogger } from './fastify-logger.ts'
import { KeptLines } from './kept-lines.ts'
import { requestIds } from './request-id.ts'
import { RequestLog } from './request-log.ts'
import { routeSerializers } from './route-serializers.ts'
import type { FrameworkLines } from './options.ts'
import type { Serializers } from './serializers.ts'

/** What every request of an instance shares. */
export interface Shared {
  readonly logging: RequestLogging<AnyLogger>
  readonly serializers: Serializers | null
  readonly frameworkLines: FrameworkLines
}

interface Opening extends Shared {
  readonly idOf: (request: FastifyRequest) => string | undefined
}

/**
 * Opens each request of this instance and of those inside of it, in a hook that runs before any other. What settles
 * it is the response's `close`: `onResponse` never runs for a client that went away.
 */
export function logRequests(instance: FastifyInstance, shared: Shared): void {
  const opening: Opening = { ...shared, idOf: requestIds(instance, shared.logging) }
  instance.addHook('onRequest', (request, reply, done) => {
    // Another copy of the plugin, or the same one in an outer instance, has this request already.
    if (openedScope(request.raw) !== null) return done()
    open(request, reply, opening).run(done)
  })
  instance.addHook('onError', (request, _reply, error, done) => {
    const scope = openedScope(request.raw)
    if (error.code === 'FST_ERR_HANDLER_TIMEOUT') scope?.timedOut()
    scope?.fail(error)
    done()
  })
}

function open(
  request: FastifyRequest,
  reply: FastifyReply,
  shared: Opening,
): ReturnType<typeof openNodeRequest> {
  const { url, config, logLevel } = request.routeOptions
  const scope = openNodeRequest(shared.logging, request.raw, reply.raw, {
    url: request.originalUrl,
    clientIp: clientIp(request),
    requestId: shared.idOf(request),
    handles: [request, reply],
    reply,
  })
  scope.setRoute(url)
  scope.setRouteLogging(config.fapilog)
  // With a logger of ours in the constructor, Fastify has told it the route's level and serializers.
  const made: unknown = request.log
  const serializers =
    made instanceof FastifyLogger ? made.serializers : routeSerializers(request, shared.serializers)
  const log =
    shared.frameworkLines === 'absorb'
      ? new RequestLog(scope, request, reply, serializers)
      : new KeptLines(scope, request, reply, serializers)
  if (logLevel !== undefined && logLevel !== '') log.level = logLevel
  request.log = log.public()
  reply.log = log.public()
  return scope
}
