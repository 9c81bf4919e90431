import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type AnyLogger, openNodeRequest, type RequestLogging } from '@fapilog/request'
import { clientIp } from './client-ip.ts'

export type FrameworkErrorHandler = (
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
) => void

/** Answers as Fastify does where there is no handler, to the byte, and puts the error in the request's line. */
export function answerFrameworkError(
  logging: RequestLogging<AnyLogger>,
  error: FastifyError,
  request: FastifyRequest,
  { raw }: FastifyReply,
): void {
  openNodeRequest(logging, request.raw, raw, { url: request.originalUrl, clientIp: clientIp(request) }).fail(
    error,
  )
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
