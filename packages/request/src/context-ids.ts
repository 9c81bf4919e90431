import type { Fields } from './copy-fields.ts'
import type { Policy } from './policy.ts'
import { readHeader } from './read-headers.ts'
import type { RequestStart } from './request-facts.ts'
import type { TraceContext } from './trace-context.ts'

/** Of a header that names who asks: anybody can send it. */
const MAX_CONTEXT_HEADER = 256

/** What every line of a request carries in `context`. */
export function idsOf(
  id: string | undefined,
  trace: TraceContext | null,
  start: RequestStart,
  policy: Policy,
): Fields {
  const ids: Fields = { request_id: id }
  if (trace !== null) {
    ids['trace_id'] = trace.traceId
    ids['span_id'] = trace.spanId ?? (policy.callerSpanField === 'span_id' ? trace.parentSpanId : undefined)
  }
  for (const [field, header] of policy.contextHeaders) {
    const value = readHeader(start.headers, header)?.slice(0, MAX_CONTEXT_HEADER)
    if (value !== undefined) ids[field] = value
  }
  return ids
}

/** The core prints both forms of a name as one. */
const REQUEST_NAMES = ['request_id', 'requestId', 'correlation_id', 'correlationId']
const TRACE_NAMES = ['trace_id', 'traceId', 'span_id', 'spanId']

/**
 * Takes out of added fields what would replace the ids that the request has: lines must be found by the id that the client
 * was told, whatever its body says. Who asks (`user_id`, `tenant_id`) is known later, and replaces what a header said.
 */
export function dropIds(added: Fields, ids: Fields): void {
  if (ids['request_id'] !== undefined) for (const name of REQUEST_NAMES) delete added[name]
  if (ids['trace_id'] !== undefined) for (const name of TRACE_NAMES) delete added[name]
}
