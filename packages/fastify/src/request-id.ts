import type { FastifyRequest } from 'fastify'

/** Fastify counts requests from `req-1` on, in base 36: unique in one process only, so no id to go by. */
const COUNTED = /^req-[0-9a-z]+$/

/** The id that the application chose by `genReqId`; undefined for a counted one, and for a header taken as it came. */
export function chosenRequestId({ id, headers }: FastifyRequest): string | undefined {
  if (typeof id !== 'string' || COUNTED.test(id)) return undefined
  // `requestIdHeader`: it is not checked. What comes in is left to the request logging's own rules.
  for (const name in headers) if (headers[name] === id) return undefined
  return id
}
