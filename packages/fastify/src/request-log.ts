import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AnyLogger, RequestScope } from '@fapilog/request'
import { FastifyLogger } from './fastify-logger.ts'
import { CLOSING, frameworkLine } from './framework-lines.ts'
import type { LoggerSource } from './logger-source.ts'
import type { Serializers } from './serializers.ts'

/** `request.log` and `reply.log`: leaves what Fastify itself says of the request to the request's one line. */
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

  override absorbs(a: unknown, b: unknown): boolean {
    const line = frameworkLine(a, b, this)
    if (line === null) return false
    if (line.error !== undefined) this.scope.fail(line.error)
    return true
  }
}

/** Of a request that has no scope yet, or never gets one: Fastify makes its logger before any hook. */
export class EarlyLog extends FastifyLogger {
  readonly #absorbing: boolean

  constructor(source: LoggerSource, serializers: Serializers | null, absorbing: boolean) {
    super(source, serializers)
    this.#absorbing = absorbing
  }

  override absorbs(_a: unknown, b: unknown): boolean {
    return this.#absorbing && (b === 'incoming request' || b === CLOSING)
  }
}
