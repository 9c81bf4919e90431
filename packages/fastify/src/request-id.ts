import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AnyLogger, RequestLogging } from '@fapilog/request'
import { counterOf } from './id-counter.ts'

/** What of Fastify's request, of HTTP/1 or HTTP/2, says its id. */
export interface IdentifiedRequest {
  /** Whatever `genReqId` returns; its type says a string. */
  readonly id: unknown
  readonly headers: IncomingHttpHeaders
}

/**
 * Chooses the id of a request: that of the application's own `genReqId`; undefined for a counted one, and for a client's that
 * is not accepted.
 */
export function requestIds(
  instance: FastifyInstance,
  logging: RequestLogging<AnyLogger>,
): (request: FastifyRequest) => string | undefined {
  const counts = counterOf(instance)
  return (request) => {
    const id = idOf(request)
    return id === undefined || counts(request.server, id) ? undefined : acceptedId(id, request, logging)
  }
}

/** The same where Fastify does not count: it was given a `genReqId`. */
export function generatedId(
  request: IdentifiedRequest,
  logging: RequestLogging<AnyLogger>,
): string | undefined {
  const id = idOf(request)
  return id === undefined ? undefined : acceptedId(id, request, logging)
}

function idOf({ id: given }: IdentifiedRequest): string | undefined {
  const id = Number.isFinite(given) ? String(given) : given
  return typeof id === 'string' ? id : undefined
}

function acceptedId(
  id: string,
  { headers }: IdentifiedRequest,
  logging: RequestLogging<AnyLogger>,
): string | undefined {
  // By `requestIdHeader`, or by a `genReqId` that looks there: nobody has checked it.
  for (const name in headers) if (headers[name] === id) return logging.acceptsId(id) ? id : undefined
  return id
}
