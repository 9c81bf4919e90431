import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AnyLogger, RequestLogging } from '@fapilog/request'
import { counterOf } from './id-counter.ts'

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
    const { headers, server } = request
    // Whatever `genReqId` returns, its type says a string.
    const given: unknown = request.id
    const id = Number.isFinite(given) ? String(given) : given
    if (typeof id !== 'string' || counts(server, id)) return undefined
    // By `requestIdHeader`, or by a `genReqId` that looks there: nobody has checked it.
    for (const name in headers) if (headers[name] === id) return logging.acceptsId(id) ? id : undefined
    return id
  }
}
