import type { FastifyRequest } from 'fastify'
import { openedScope } from '@fapilog/request'

type Base<Controller> = new (options?: { disableRequestLogging?: boolean }) => Controller

/**
 * Fastify's `LogController` with all methods replaced: what they say is in the request's one line, and the errors
 * are handed to it.
 */
export function logControllerOf<Controller extends object>(LogController: Base<Controller>): Controller {
  const controller = new LogController({ disableRequestLogging: true })
  return Object.assign(controller, methods)
}

const nothing = (): void => undefined

const report = (error: Error, request: FastifyRequest): void => openedScope(request.raw)?.fail(error)

const methods = {
  incomingRequest: nothing,
  // `close` of the response settles the request, which also comes for those that never complete.
  requestCompleted: nothing,
  routeNotFound: nothing,
  serviceUnavailable: nothing,
  defaultErrorLog: report,
  streamError(error: Error & { readonly code?: string }, request: FastifyRequest): void {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') report(error, request)
  },
  writeHeadError: report,
  serializerError: report,
}
