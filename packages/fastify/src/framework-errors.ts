import { STATUS_CODES } from 'node:http'
import type { FastifyError } from 'fastify'
import {
  type AnyLogger,
  type NodeRequest,
  type NodeResponse,
  openNodeRequest,
  type RequestLogging,
} from '@fapilog/request'
import { clientIp } from './client-ip.ts'

/** The part of Fastify's request that is used, of HTTP/1 or HTTP/2. */
export interface FrameworkErrorRequest {
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

/** Answers as Fastify does where there is no handler, to the byte, and puts the error in the request's line. */
export function answerFrameworkError(
  logging: RequestLogging<AnyLogger>,
  error: FastifyError,
  request: FrameworkErrorRequest,
  { raw }: FrameworkErrorReply,
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
