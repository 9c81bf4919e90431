import { readHeader } from './read-headers.ts'
import type { RequestStart } from './request-facts.ts'
import { safely } from './safely.ts'

export interface TraceContext {
  readonly traceId: string
  /** Of a span of this process. */
  readonly spanId: string | undefined
  /** Of the caller's span. */
  readonly parentSpanId: string | undefined
  /** Two hexadecimal digits. */
  readonly flags: string
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const ZEROS = /^0+$/

/** https://www.w3.org/TR/trace-context/#traceparent-header, strictly; null when it is anything else. */
function parseTraceparent(header: string): TraceContext | null {
  // Node joins repeated headers with a comma: there is no telling which one is right.
  if (header.length > 512 || header.includes(',')) return null
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(header) ?? []
  if (version === undefined || version === 'ff' || ZEROS.test(traceId) || ZEROS.test(spanId)) return null
  // Only versions to come may have more fields.
  if (version === '00' && more !== undefined) return null
  return { traceId, spanId: undefined, parentSpanId: spanId, flags }
}

/** What `@opentelemetry/api` 1.x registers for all of its copies: so it need not be a dependency, nor be imported. */
const API = Symbol.for('opentelemetry.js.api.1')
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN')

interface OpenTelemetry {
  readonly context?: { active(): { getValue(key: symbol): unknown } }
}

interface Span {
  spanContext(): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number }
}

function activeSpan(): TraceContext | null {
  const api = (globalThis as { readonly [API]?: OpenTelemetry })[API]
  if (api?.context === undefined) return null
  const span = api.context.active().getValue(SPAN) as Span | undefined
  if (span === undefined) return null
  const { traceId, spanId, traceFlags } = span.spanContext()
  if (typeof traceId !== 'string' || typeof spanId !== 'string' || ZEROS.test(traceId)) return null
  const flags = (traceFlags & 0xff).toString(16).padStart(2, '0')
  return { traceId, spanId, parentSpanId: undefined, flags }
}

/** Read when the request starts: at its end the active span is gone. */
export function readTrace(start: RequestStart): TraceContext | null {
  const header = readHeader(start.headers, 'traceparent')
  const caller = header === undefined ? null : parseTraceparent(header)
  const own = safely(activeSpan, null)
  if (own === null) return caller
  return caller?.traceId === own.traceId ? { ...own, parentSpanId: caller.parentSpanId } : own
}
