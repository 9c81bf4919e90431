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

/** Browsers send some 150 characters; clients may send thousands. */
const MAX_USER_AGENT = 512

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
    userAgent: readHeader(headers, 'user-agent')?.slice(0, MAX_USER_AGENT),
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

export function makeLine(parts: LineParts, policy: Policy): Line {
  const { summary, thrown, added } = parts
  const { outcome } = summary
  const { levelFor } = policy
  const chosen = levelFor === null ? undefined : safely(() => levelFor(summary), undefined)
  const fields = lineFields(parts, policy)
  return {
    level: chosen ?? parts.level ?? LEVELS[outcome],
    message: MESSAGES[outcome],
    // The stack of a thrown 4xx says nothing about the server.
    error: thrown !== null && outcome !== 'completed' && isError(thrown.error) ? thrown.error : undefined,
    fields: added === null ? fields : over(added, fields),
  }
}

/** One shape for all requests, which is what the core encodes fastest; undefined fields are not printed. */
function lineFields(
  { known, summary, thrown, trace, ttfbMs, responseBytes }: LineParts,
  policy: Policy,
): Fields {
  const { outcome } = summary
  const error = thrown === null ? undefined : describeError(thrown.error)
  return {
    method: known.method,
    path: known.printedPath,
    query: known.query,
    route: summary.route,
    status_code: summary.statusCode,
    latency_ms: rounded(summary.latencyMs),
    ttfb_ms: ttfbMs === undefined ? undefined : rounded(ttfbMs),
    outcome,
    aborted: outcome === 'aborted' ? true : undefined,
    client_ip: known.clientIp,
    user_agent: known.userAgent,
    request_bytes: known.requestBytes,
    response_bytes: responseBytes,
    headers: known.headers,
    parent_span_id: policy.callerSpanField === 'parent_span_id' ? trace?.parentSpanId : undefined,
    trace_flags: trace?.flags,
    error_type: error?.type,
    error: error?.text,
  }
}

/** What the request really did cannot be overwritten by fields that the application added. */
function over(added: Fields, fields: Fields): Fields {
  const all = noFields()
  copyFields(all, added)
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) all[key] = value
  }
  return all
}
