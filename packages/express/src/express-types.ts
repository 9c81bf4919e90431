import type { NodeRequest, NodeResponse } from '@fapilog/request'

/** The part of an Express request that is used: the same in Express 4 and 5, so that no types of theirs are needed. */
export interface ExpressRequest extends NodeRequest {
  readonly originalUrl?: string | undefined
  readonly ip?: string | undefined
}

export interface ExpressResponse extends NodeResponse {
  readonly locals?: object | undefined
}

export type Next = (error?: unknown) => void

export type RequestHandler = (request: ExpressRequest, response: ExpressResponse, next: Next) => void

export type ErrorHandler = (
  error: unknown,
  request: ExpressRequest,
  response: ExpressResponse,
  next: Next,
) => void
