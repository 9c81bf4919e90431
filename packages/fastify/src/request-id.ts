import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AnyLogger, RequestLogging } from '@fapilog/request'

/** Fastify counts requests from `req-1` to 2^31, in base 36: unique in one process only, so no id to go by. */
const COUNTED = /^req-[0-9a-z]{1,6}$/

/** The id that the application chose by `genReqId`; undefined for a counted one, and for a client's that is not accepted. */
export function chosenRequestId(
  { id, headers }: FastifyRequest,
  logging: RequestLogging<AnyLogger>,
  generates: boolean,
): string | undefined {
  if (typeof id !== 'string' || (!generates && COUNTED.test(id))) return undefined
  // By `requestIdHeader`, or by a `genReqId` that looks there: nobody has checked it.
  for (const name in headers) if (headers[name] === id) return logging.acceptsId(id) ? id : undefined
  return id
}

interface Options {
  readonly genReqId?: unknown
}

/** Whether ids are the application's own. Of `setGenReqId`, Fastify tells nobody: those are told by their looks. */
export function generatesIds(instance: FastifyInstance): boolean {
  let owner: object | null = instance
  while (owner !== null) {
    // Fastify's own symbol, found by its name: its `initialConfig` leaves functions out.
    const key = Object.getOwnPropertySymbols(owner).find(
      ({ description }) => description === 'fastify.options',
    )
    if (key !== undefined) {
      return typeof (owner as { readonly [key: symbol]: Options | undefined })[key]?.genReqId === 'function'
    }
    owner = Object.getPrototypeOf(owner) as object | null
  }
  return false
}
