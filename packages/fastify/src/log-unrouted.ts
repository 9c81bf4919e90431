import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { type AnyLogger, openedScope, openNodeRequest, type RequestLogging } from '@fapilog/request'

/**
 * Requests that Fastify answers before any hook: a malformed URL, one that is too long, any request while the server
 * closes. By the time of this listener, Fastify's own has run; nearly always our hook has as well.
 */
export function logUnrouted(instance: FastifyInstance, logging: RequestLogging<AnyLogger>): void {
  const startedLate = (request: IncomingMessage, response: ServerResponse): void => {
    if (openedScope(request) !== null) return
    if (response.writableEnded) return void openNodeRequest(logging, request, response)
    // A hook or a constraint that waits came first: ours opens the request later, or never.
    response.once('close', () => {
      if (openedScope(request) === null) openNodeRequest(logging, request, response)
    })
  }
  instance.server.on('request', startedLate)
}
