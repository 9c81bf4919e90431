import { types } from 'node:util'

/** What tells Fastify's own lines of a request from those of the application. */
export interface Talk {
  readonly request: {
    readonly raw: { readonly method?: string | undefined; readonly url?: string | undefined }
  }
  readonly reply: object
}

const AT_REQUEST = new Set<unknown>(['incoming request'])
const AT_REPLY = new Set<unknown>(['request completed', 'request errored', 'stream closed prematurely'])
const OF_ERRORS = new Set<unknown>([
  'response terminated with an error with headers already sent',
  'The serializer for the given status code failed',
])
export const CLOSING = 'request aborted - refusing to accept new requests as server is closing'

interface Given {
  readonly req?: unknown
  readonly res?: unknown
  readonly err?: unknown
}

/** With the error that it reports, if any. */
export interface FrameworkLine {
  readonly error?: unknown
}

/**
 * Whether Fastify may have logged this, by what it passes and says. An application may well log its request with a text of
 * its own, which stays a line.
 */
export function frameworkLine(a: unknown, b: unknown, { request, reply }: Talk): FrameworkLine | null {
  if (typeof a === 'string') {
    const { method, url } = request.raw
    return b === undefined && a.startsWith('Route ') && a === `Route ${method}:${url} not found` ? {} : null
  }
  if (typeof a !== 'object' || a === null || types.isProxy(a)) return null
  const { req, res, err } = a as Given
  // The default error handler, of what was thrown and is no error: it has no text.
  if (b === undefined) {
    const thrown = 'err' in a && messageOf(err) === undefined
    return thrown && req === request && res === reply ? { error: err } : null
  }
  if (typeof b !== 'string') return null
  if (req === request && AT_REQUEST.has(b)) return {}
  if (res === reply && AT_REPLY.has(b)) return err === undefined ? {} : { error: err }
  if (err !== undefined && OF_ERRORS.has(b)) return { error: err }
  // The default error handler, and a failed writeHead: the text is the error's.
  return res === reply && messageOf(err) === b ? { error: err } : null
}

/** Fastify's own errors are no native ones. */
const messageOf = (error: unknown): unknown =>
  (error as { readonly message?: unknown } | null | undefined)?.message
