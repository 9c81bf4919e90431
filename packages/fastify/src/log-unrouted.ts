import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { type AnyLogger, openedScope, openNodeRequest, type RequestLogging } from '@fapilog/request'
import { watchFurtherServers } from './further-servers.ts'

/**
 * Requests that Fastify answers before any hook: a malformed URL, one that is too long, any request while the server
 * closes. By the time of the later listener, Fastify's own has run; nearly always our hook has as well.
 */
export function logUnrouted(
  instance: FastifyInstance,
  logging: RequestLogging<AnyLogger>,
  isClosing: () => boolean,
): void {
  const longest = maxParamLength(instance)
  /** Its answer is to have the id; most requests cannot be one of these, and pay nothing for it. */
  const mayBeUnrouted = (url: string): boolean => isClosing() || url.length > longest || url.includes('%')

  const startsEarly = (request: IncomingMessage, response: ServerResponse): void => {
    if (mayBeUnrouted(request.url ?? '')) openAtAnswer(request, response, logging)
  }
  const startedLate = (request: IncomingMessage, response: ServerResponse): void => {
    if (openedScope(request) !== null) return
    if (response.writableEnded) return void openNodeRequest(logging, request, response)
    // A hook or a constraint that waits came first: ours opens the request later, or never.
    response.once('close', () => {
      if (openedScope(request) === null) openNodeRequest(logging, request, response)
    })
  }
  const watch = (server: FastifyInstance['server']): void => {
    server.prependListener('request', startsEarly)
    server.on('request', startedLate)
  }
  watch(instance.server)
  watchFurtherServers(instance, watch)
}

/** What is not longer has no parameter that is. Where the option stands is another place in newer versions. */
function maxParamLength({ initialConfig }: FastifyInstance): number {
  const { maxParamLength: direct = 0, routerOptions } = initialConfig
  return routerOptions?.maxParamLength ?? direct
}

/** Opens the request when its answer begins, unless a hook has by then. */
function openAtAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  logging: RequestLogging<AnyLogger>,
): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with its response
  const { writeHead } = response
  response.writeHead = (...args: readonly unknown[]): ServerResponse => {
    if (openedScope(request) !== null) return Reflect.apply(writeHead, response, args)
    response.writeHead = writeHead
    openNodeRequest(logging, request, response)
    // oxlint-disable-next-line typescript/unbound-method -- as above; the one that notes and echoes
    return Reflect.apply(response.writeHead, response, args)
  }
}
