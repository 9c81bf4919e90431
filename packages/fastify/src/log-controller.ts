import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { openedScope, splitUrl } from '@fapilog/request'
import { openerOf } from './request-opener.ts'

/** Fastify's `LogController`, from 5.10 on: each method logs one of its own lines. */
export interface LogController {
  isLogDisabled(request: FastifyRequest): boolean
  incomingRequest(request: FastifyRequest, reply: FastifyReply, metadata?: unknown): void
  requestCompleted(error: unknown, request: FastifyRequest, reply: FastifyReply, metadata?: unknown): void
  defaultErrorLog(error: unknown, request: FastifyRequest, reply: FastifyReply, metadata?: unknown): void
  streamError(error: unknown, request: FastifyRequest, reply: FastifyReply, metadata?: unknown): void
  routeNotFound(request: FastifyRequest, reply: FastifyReply, metadata?: unknown): void
  writeHeadError(error: unknown, request: FastifyRequest, reply: FastifyReply, metadata?: unknown): void
  serializerError(error: unknown, request: FastifyRequest, reply: FastifyReply, metadata?: unknown): void
  serviceUnavailable(logger: FastifyBaseLogger, server: FastifyInstance): void
}

type Method = keyof LogController

/**
 * A log controller in front of `given`. For requests that a plugin of ours logs, what Fastify says is left to the request's one
 * line, which is handed the errors; all others keep the lines of `given`, and what the application made of a method is
 * called in any case.
 */
export function controlLines<Controller extends LogController>(given: Controller): Controller {
  const standard = standardOf(given)
  const isCustom = (method: Method): boolean => given[method] !== standard[method]
  /** Whether `given` is to log this one. */
  const prints = (method: Method, { server }: FastifyRequest): boolean =>
    openerOf(server)?.keepsLines !== false || isCustom(method)

  const methods: Omit<LogController, 'isLogDisabled'> = {
    // Before any hook, also those of plugins that were registered before ours.
    incomingRequest(request, reply, metadata) {
      // Also what was opened outside of this application: it gets its route, and loggers. And what has no route, because
      // `frameworkErrors` answers it.
      openerOf(request.server)?.open(request, reply)
      if (prints('incomingRequest', request)) given.incomingRequest(request, reply, metadata)
    },
    // `close` of the response settles the request, which also comes for those that never complete.
    requestCompleted(error, request, reply, metadata) {
      if (prints('requestCompleted', request)) {
        given.requestCompleted(error, request, reply, metadata)
      } else if (isOfHook(error, reply)) {
        // The request has been answered, and perhaps its line printed.
        if (error instanceof Error) reply.log.error(error, 'request errored')
        else reply.log.error({ err: error }, 'request errored')
      }
    },
    // Perhaps not the first one: error handlers and hooks may fail as well.
    defaultErrorLog(error, request, reply, metadata) {
      reportLast(error, request)
      if (prints('defaultErrorLog', request)) given.defaultErrorLog(error, request, reply, metadata)
    },
    streamError(error, request, reply, metadata) {
      if (!isPrematureClose(error)) report(error, request)
      if (prints('streamError', request)) given.streamError(error, request, reply, metadata)
    },
    routeNotFound(request, reply, metadata) {
      if (!prints('routeNotFound', request)) return
      if (isCustom('routeNotFound')) return given.routeNotFound(request, reply, metadata)
      // As Fastify's, without what may be secret in it.
      const { url = '', method } = request.raw
      if (!given.isLogDisabled(request)) request.log.info(`Route ${method}:${splitUrl(url).path} not found`)
    },
    writeHeadError(error, request, reply, metadata) {
      report(error, request)
      if (prints('writeHeadError', request)) given.writeHeadError(error, request, reply, metadata)
    },
    serializerError(error, request, reply, metadata) {
      reportLast(error, request)
      if (prints('serializerError', request)) given.serializerError(error, request, reply, metadata)
    },
    serviceUnavailable(logger, server) {
      const opener = openerOf(server)
      const isLogged = opener?.logsUnrouted === true && !opener.keepsLines
      if (!isLogged || isCustom('serviceUnavailable')) given.serviceUnavailable(logger, server)
    },
  }
  return Object.assign(Object.create(given) as Controller, methods)
}

/** The prototype of Fastify's own class, below any class of the application's. */
function standardOf(controller: LogController): Partial<LogController> {
  let standard: object = controller
  for (;;) {
    const next = Object.getPrototypeOf(standard) as object | null
    // The last one is that of all objects.
    if (next === null || Object.getPrototypeOf(next) === null) return standard
    standard = next
  }
}

/** No opener, no scope: then it is the lines of `given` that report it. */
const report = (error: unknown, request: FastifyRequest): void => openedScope(request.raw)?.fail(error)

/** The one that was answered with. */
const reportLast = (error: unknown, request: FastifyRequest): void =>
  openedScope(request.raw)?.failInstead(error)

/** An error of an `onResponse` hook. That of the response itself is in the request's line. */
const isOfHook = (error: unknown, { raw }: FastifyReply): boolean =>
  error !== undefined && error !== null && error !== raw.errored

const isPrematureClose = (error: unknown): boolean =>
  (error as { readonly code?: unknown } | null | undefined)?.code === 'ERR_STREAM_PREMATURE_CLOSE'
