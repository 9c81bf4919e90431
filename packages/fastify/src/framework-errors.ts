import { STATUS_CODES } from 'node:http'
import type { FastifyError } from 'fastify'
import {
  type AnyLogger,
  type NodeRequest,
  type NodeResponse,
  openNodeRequest,
  type RequestLogging,
  splitUrl,
} from '@fapilog/request'
import { clientIp } from './client-ip.ts'
import { generatedId, type IdentifiedRequest } from './request-id.ts'

/** The part of Fastify's request that is used, of HTTP/1 or HTTP/2. */
export interface FrameworkErrorRequest extends IdentifiedRequest {
  readonly raw: NodeRequest
  readonly originalUrl: string
  readonly ip: string
}

/** As above. */
export interface FrameworkErrorReply {
  readonly raw: NodeResponse & {
    writeHead(statusCode: number, headers: Record<string, string | number>): unknown
    end(body: string): unknown
  }
}

export type FrameworkErrorHandler = (
  error: FastifyError,
  request: FrameworkErrorRequest,
  reply: FrameworkErrorReply,
) => void

/** That of a malformed URL has all of it in its text. */
function withoutQuery(error: FastifyError, url: string): FastifyError {
  const { path } = splitUrl(url)
  const { message, stack } = error
  if (path === url || !message.includes(url)) return error
  const clean = Object.assign(Object.create(Object.getPrototypeOf(error) as object) as FastifyError, error)
  Object.defineProperty(clean, 'message', { value: message.replaceAll(url, path) })
  return Object.defineProperty(clean, 'stack', { value: stack?.replaceAll(url, path) })
}

/** Answers as Fastify does where there is no handler, to the byte, and puts the error in the request's line. */
export function answerFrameworkError(
  logging: RequestLogging<AnyLogger>,
  error: FastifyError,
  request: FrameworkErrorRequest,
  { raw }: FrameworkErrorReply,
): void {
  const { originalUrl: url } = request
  // From Fastify 5.10 on, the plugin has opened it.
  const scope = openNodeRequest(logging, request.raw, raw, {
    url,
    clientIp: clientIp(request),
    requestId: generatedId(request, logging),
  })
  scope.fail(withoutQuery(error, url))
  const { code, message, statusCode = 500 } = error
  const body = JSON.stringify(
    statusCode === 500
      ? { error: STATUS_CODES[500], message: 'Unexpected error from async constraint', statusCode }
      : { error: 'Bad Request', code, message, statusCode },
  )
  raw.writeHead(statusCode, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  })
  raw.end(body)
}
