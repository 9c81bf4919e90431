import type { FastifyRequest } from 'fastify'

/** Undefined where the application's `trustProxy` throws: the response is none of its business. */
export function clientIp(request: FastifyRequest): string | undefined {
  try {
    return request.ip
  } catch {
    return undefined
  }
}
