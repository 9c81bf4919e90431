import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AnyLogger, RequestScope } from '@fapilog/request'
import { calledByFastify } from './called-by-fastify.ts'
import { FastifyLogger, type Method } from './fastify-logger.ts'
import { CLOSING, type FrameworkLine, frameworkLine } from './framework-lines.ts'
import type { Serializers } from './serializers.ts'

/**
 * `request.log` and `reply.log` before Fastify 5.10, where what Fastify itself says of the request comes through them: leaves it to
 * the request's one line.
 */
export class RequestLog extends FastifyLogger {
  readonly scope: RequestScope<AnyLogger>
  readonly request: FastifyRequest
  readonly reply: FastifyReply

  constructor(
    scope: RequestScope<AnyLogger>,
    request: FastifyRequest,
    reply: FastifyReply,
    serializers: Serializers | null,
  ) {
    super(scope, serializers)
    this.scope = scope
    this.request = request
    this.reply = reply
  }

  override absorbs(a: unknown, b: unknown, method: Method): boolean {
    const line = this.ofFastify(a, b, method)
    if (line === null) return false
    const { error } = line
    // An error of an `onResponse` hook: the request has been answered, and perhaps its line printed.
    if (b === 'request errored' && error !== this.reply.raw.errored) return false
    if (error !== undefined) this.scope.fail(error)
    return true
  }

  /** By what is said, and, as the application may say the same, by who says it. */
  ofFastify(a: unknown, b: unknown, method: Method): FrameworkLine | null {
    const line = frameworkLine(a, b, this)
    return line !== null && calledByFastify(this[method]) ? line : null
  }
}

/** Of a request that has no scope yet, or never gets one: Fastify makes its logger before any hook. */
export class EarlyLog extends FastifyLogger {
  override absorbs(_a: unknown, b: unknown, method: Method): boolean {
    return (b === 'incoming request' || b === CLOSING) && calledByFastify(this[method])
  }
}
