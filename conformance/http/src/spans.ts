import type { IncomingMessage, Server } from 'node:http'
import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LogEvent } from 'fapilog'
import type { Framework } from './framework.ts'
import { useWorld } from './world.ts'

const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' } as const
const TRACEPARENT = `00-${CALLER.traceId}-${CALLER.spanId}-01`

/** As OpenTelemetry's instrumentation of `node:http` does it: around everything that serves the request. */
function serveInSpans(server: Server, tracer: Tracer, started: Span[]): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with its server
  const { emit } = server
  server.emit = (name: string | symbol, ...args: readonly unknown[]): boolean => {
    const go = (): boolean => Reflect.apply(emit, server, [name, ...args])
    if (name !== 'request') return go()
    const [{ headers }] = args as readonly [IncomingMessage]
    const remote = { ...CALLER, traceFlags: TraceFlags.SAMPLED, isRemote: true }
    const parent =
      headers['traceparent'] === TRACEPARENT ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT
    return tracer.startActiveSpan('request', { kind: SpanKind.SERVER }, parent, (span) => {
      started.push(span)
      return go()
    })
  }
}

/** With the SDK itself. */
export function spans(framework: Framework): void {
  describe('spans of OpenTelemetry', () => {
    const world = useWorld(framework)
    const started: Span[] = []

    beforeAll(() => {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
      serveInSpans(world.service.server, new BasicTracerProvider().getTracer('matrix'), started)
    })

    afterAll(() => context.disable())

    const idsOf = ({ context: { trace_id, span_id } }: LogEvent): unknown => ({ trace_id, span_id })

    test('the active span is on every line of its request, and on the request’s own', async () => {
      started.length = 0
      const events = await world.events(2, async () => {
        await Promise.all([world.send('/inside?name=a'), world.send('/inside?name=b')])
      })
      expect(started).toHaveLength(2)
      expect(events).toHaveLength(8)
      for (const span of started) {
        expect(isSpanContextValid(span.spanContext())).toBe(true)
        const { traceId, spanId } = span.spanContext()
        const own = events.filter(({ context: { trace_id } }) => trace_id === traceId)
        expect(own.map(({ message }) => message)).toEqual(['inside', 'inside', 'inside', 'request_completed'])
        for (const event of own) expect(idsOf(event)).toEqual({ trace_id: traceId, span_id: spanId })
      }
    })

    test('that of a caller is its parent', async () => {
      started.length = 0
      const line = await world.line(() => world.send('/ok', { headers: { traceparent: TRACEPARENT } }))
      const [span] = started
      expect(idsOf(line)).toEqual({ trace_id: CALLER.traceId, span_id: span?.spanContext().spanId })
      expect(line.data).toMatchObject({ parent_span_id: CALLER.spanId, trace_flags: '01' })
    })

    test('a request without a span has no ids of one', async () => {
      context.disable()
      const line = await world.line(() => world.send('/ok'))
      expect(idsOf(line)).toEqual({})
    })
  })
}
