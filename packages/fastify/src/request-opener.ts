import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AnyLogger, RequestScope } from '@fapilog/request'

/** How the requests of an instance are logged. */
export interface RequestOpener {
  /** Opens one that nobody has opened yet, and gives it its loggers. */
  open(request: FastifyRequest, reply: FastifyReply): RequestScope<AnyLogger>
  /** Whether Fastify's own lines are printed as well. */
  readonly keepsLines: boolean
  /** Whether requests that Fastify answers before any hook have a line. */
  readonly logsUnrouted: boolean
}

// On the instance: those inside of it inherit it, and a second copy of the package finds it.
const KEY: unique symbol = Symbol.for('fapilog.fastify.opener.1') as never

type Opening = { [KEY]?: RequestOpener }

export function setOpener(instance: object, opener: RequestOpener): void {
  ;(instance as Opening)[KEY] = opener
}

/** Undefined: no plugin logs the requests of this instance. */
export const openerOf = (instance: object): RequestOpener | undefined => (instance as Opening)[KEY]
