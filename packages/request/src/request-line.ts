import { isLevelName, type LevelName } from 'fapilog'
import { describeError, isDisconnect, isError } from './describe-error.ts'
import { type Fields, noFields } from './copy-fields.ts'
import type { Policy } from './policy.ts'
import { printQuery, splitUrl } from './printed-url.ts'
import { readHeader, readLength } from './read-headers.ts'
import type { Outcome, RequestEnd, RequestStart } from './request-facts.ts'
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
  readonly printError: RequestStart['printError']
}

/** Behind a trusted proxy it is what a header says; an IPv6 address with a zone is shorter. */
const MAX_ADDRESS = 128
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
    clientIp: start.clientIp?.slice(0, MAX_ADDRESS),
    userAgent: policy.hidesUserAgent
      ? undefined
      : readHeader(headers, 'user-agent')?.slice(0, MAX_USER_AGENT),
    requestBytes: readLength(readHeader(headers, 'content-length')),
    headers: policy.readHeaders === null ? undefined : policy.readHeaders(headers),
    printError: start.printError,
  }
}

/** What a request failed with, or would have. */
export interface Thrown {
  readonly error: unknown
  /** After the answer had begun: nobody could handle it any more. */
  readonly late: boolean
}

/**
 * By what the client got. `thrown` null: nothing was. An error that was answered with a 4xx, a redirect or a page was
 * handled: it is an answer, not a failure.
 */
export function outcomeOf(end: RequestEnd, thrown: Thrown | null): Outcome {
  const { finished, statusCode = 0, brokenByServer = false } = end
  if (!finished)
    return thrown !== null && (brokenByServer || !isDisconnect(thrown.error)) ? 'failed' : 'aborted'
  if (statusCode >= 500) return 'failed'
  return thrown?.late === true && !(statusCode >= 400) ? 'failed' : 'completed'
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

/** What is known when the request has ended. */
export interface Ending {
  readonly outcome: Outcome
  readonly latencyMs: number
  readonly ttfbMs: number | undefined
  readonly statusCode: number | undefined
  readonly responseBytes: number | undefined
  readonly route: string | undefined
  /** Null: nothing was. */
  readonly thrown: Thrown | null
  readonly trace: TraceContext | null
  readonly added: Fields | null
  /** The route's own. */
  readonly level: LevelName | undefined
}

export function makeLine(known: Known, ending: Ending, policy: Policy): Line {
  const { outcome, thrown, added } = ending
  const fields = lineFields(known, ending, policy)
  // The stack of what was handled says nothing about the server.
  const error = thrown !== null && outcome !== 'completed' && isError(thrown.error) ? thrown.error : undefined
  const { printError } = known
  if (error !== undefined && printError !== undefined) {
    fields['err'] = safely(() => printError(error), '[unprintable]')
  }
  return {
    level: levelOf(known, ending, policy) ?? ending.level ?? LEVELS[outcome],
    message: MESSAGES[outcome],
    error: printError === undefined ? error : undefined,
    fields: added === null ? fields : withAdded(fields, added),
  }
}

function levelOf({ method, path }: Known, ending: Ending, { levelFor }: Policy): LevelName | undefined {
  if (levelFor === null) return undefined
  const { route, statusCode, outcome, latencyMs, thrown } = ending
  const summary = { method, path, route, statusCode, outcome, latencyMs, error: thrown?.error }
  const level = safely(() => levelFor(summary), undefined)
  return isLevelName(level) ? level : undefined
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000

/** What most lines have is written in one go, undefined or not: that is cheaper than to add it field by field. */
function lineFields(known: Known, ending: Ending, policy: Policy): Fields {
  const { outcome, ttfbMs, thrown, trace } = ending
  const { query, headers } = known
  const fields: Fields = {
    method: known.method,
    path: known.printedPath,
    route: ending.route,
    status_code: ending.statusCode,
    latency_ms: rounded(ending.latencyMs),
    ttfb_ms: ttfbMs === undefined ? undefined : rounded(ttfbMs),
    outcome,
    client_ip: known.clientIp,
    user_agent: known.userAgent,
    request_bytes: known.requestBytes,
    response_bytes: ending.responseBytes,
  }
  if (query !== undefined) fields['query'] = query
  if (headers !== undefined) fields['headers'] = headers
  if (outcome === 'aborted') fields['aborted'] = true
  if (trace !== null) {
    if (policy.callerSpanField === 'parent_span_id') fields['parent_span_id'] = trace.parentSpanId
    fields['trace_flags'] = trace.flags
  }
  if (thrown !== null) {
    const { type, text } = describeError(thrown.error)
    fields['error_type'] = type
    fields['error'] = text
  }
  return fields
}

/** What only the request itself may say, whether it does or not: nobody may take an added field for it. */
const FACTS: ReadonlySet<string> = new Set([
  'method',
  'path',
  'route',
  'status_code',
  'latency_ms',
  'ttfb_ms',
  'outcome',
  'client_ip',
  'user_agent',
  'request_bytes',
  'response_bytes',
  'query',
  'headers',
  'aborted',
  'parent_span_id',
  'trace_flags',
  'err',
  'error_type',
  'error',
  'added',
])

/** Facts come first: what is too much for a line is cut from its end. Added fields of their names are apart, in `added`. */
function withAdded(facts: Fields, added: Fields): Fields {
  const all = noFields()
  for (const [key, value] of Object.entries(facts)) if (value !== undefined) all[key] = value
  let apart: Fields | null = null
  for (const key of Object.keys(added)) {
    if (FACTS.has(key)) (apart ??= noFields())[key] = added[key]
    else all[key] = added[key]
  }
  if (apart !== null) all['added'] = apart
  return all
}
