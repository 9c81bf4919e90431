import type { LevelName } from 'fapilog'
import { describeError, isDisconnect, isError } from './describe-error.ts'
import { copyFields, type Fields, noFields } from './copy-fields.ts'
import type { Policy } from './policy.ts'
import { printQuery, splitUrl } from './printed-url.ts'
import { readHeader, readLength } from './read-headers.ts'
import type { Outcome, RequestEnd, RequestStart, RequestSummary } from './request-facts.ts'
import { safely } from './safely.ts'
import type { TraceContext } from './trace-context.ts'

/** What is read while the client is still there. */
export interface Known {
  readonly method: string
  /** For rules. */
  readonly path: string
  /** For the line; undefined: the policy's `path` threw. */
  readonly printedPath: string | undefined
  readonly query: unknown
  readonly clientIp: string | undefined
  readonly userAgent: string | undefined
  readonly requestBytes: number | undefined
  readonly headers: object | undefined
}

export function readStart(start: RequestStart, policy: Policy): Known {
  const { headers } = start
  const url = splitUrl(start.url)
  const { path } = policy
  const printed = path === null ? url.path : safely((): unknown => path(url.path, start), undefined)
  return {
    method: start.method,
    path: url.path,
    printedPath: typeof printed === 'string' ? printed : undefined,
    query: url.query === '' ? undefined : printQuery(url.query, policy.query),
    clientIp: start.clientIp,
    userAgent: readHeader(headers, 'user-agent'),
    requestBytes: readLength(readHeader(headers, 'content-length')),
    headers: policy.readHeaders === null ? undefined : policy.readHeaders(headers),
  }
}

/** `thrown` null: nothing was. A thrown 4xx is an answer, not a failure. */
export function outcomeOf(end: RequestEnd, thrown: { readonly error: unknown } | null): Outcome {
  const { finished, statusCode = 0 } = end
  if (!finished) return thrown !== null && !isDisconnect(thrown.error) ? 'failed' : 'aborted'
  if (statusCode >= 500) return 'failed'
  return thrown !== null && !(statusCode >= 400) ? 'failed' : 'completed'
}

const MESSAGES: Readonly<Record<Outcome, string>> = {
  completed: 'request_completed',
  failed: 'request_failed',
  aborted: 'request_aborted',
  timeout: 'request_failed',
  unfinished: 'request_unfinished',
}

const LEVELS: Readonly<Record<Outcome, LevelName>> = {
  completed: 'info',
  failed: 'error',
  aborted: 'warning',
  timeout: 'error',
  unfinished: 'warning',
}

export interface Line {
  readonly level: LevelName
  readonly message: string
  /** Printed with its stack when it is an Error. */
  readonly error: Error | undefined
  readonly fields: Fields
}

export interface LineParts {
  readonly known: Known
  readonly summary: RequestSummary
  readonly thrown: { readonly error: unknown } | null
  readonly ttfbMs: number | undefined
  readonly responseBytes: number | undefined
  readonly trace: TraceContext | null
  readonly added: Fields | null
  readonly level: LevelName | undefined
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000

/** Fields that the application added come first, so that what the request really did cannot be overwritten. */
export function makeLine(parts: LineParts, policy: Policy): Line {
  const { known, summary, thrown, trace } = parts
  const { outcome, statusCode, route } = summary
  const fields = noFields()
  if (parts.added !== null) copyFields(fields, parts.added)
  fields['method'] = known.method
  if (known.printedPath !== undefined) fields['path'] = known.printedPath
  if (known.query !== undefined) fields['query'] = known.query
  if (route !== undefined) fields['route'] = route
  if (statusCode !== undefined) fields['status_code'] = statusCode
  fields['latency_ms'] = rounded(summary.latencyMs)
  if (parts.ttfbMs !== undefined) fields['ttfb_ms'] = rounded(parts.ttfbMs)
  fields['outcome'] = outcome
  if (outcome === 'aborted') fields['aborted'] = true
  if (known.clientIp !== undefined) fields['client_ip'] = known.clientIp
  if (known.userAgent !== undefined) fields['user_agent'] = known.userAgent
  if (known.requestBytes !== undefined) fields['request_bytes'] = known.requestBytes
  if (parts.responseBytes !== undefined) fields['response_bytes'] = parts.responseBytes
  if (known.headers !== undefined) fields['headers'] = known.headers
  if (trace !== null) {
    if (trace.parentSpanId !== undefined && policy.callerSpanField === 'parent_span_id') {
      fields['parent_span_id'] = trace.parentSpanId
    }
    fields['trace_flags'] = trace.flags
  }
  if (thrown !== null) {
    const { type, text } = describeError(thrown.error)
    fields['error_type'] = type
    fields['error'] = text
  }
  const { levelFor } = policy
  const chosen = levelFor === null ? undefined : safely(() => levelFor(summary), undefined)
  return {
    level: chosen ?? parts.level ?? LEVELS[outcome],
    message: MESSAGES[outcome],
    // The stack of a thrown 4xx says nothing about the server.
    error: thrown !== null && outcome !== 'completed' && isError(thrown.error) ? thrown.error : undefined,
    fields,
  }
}
