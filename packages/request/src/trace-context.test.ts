import { AsyncLocalStorage } from 'node:async_hooks'
import { context, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api'
import { describe, expect, it, onTestFinished } from 'vitest'
import { recordRequests } from './fixtures/record.ts'

const recorder = recordRequests()
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'

describe('traceparent', () => {
  it('gives the trace, and the caller’s span as parent', async () => {
    const [inside, line] = await recorder.lines({
      request: { headers: { traceparent: `00-${TRACE}-${SPAN}-01` } },
      act: () => recorder.capture.logger.info('inside'),
    })
    expect(inside?.context['trace_id']).toBe(TRACE)
    expect(line).toMatchObject({
      context: { trace_id: TRACE },
      data: { parent_span_id: SPAN, trace_flags: '01' },
    })
    expect(line?.context).not.toHaveProperty('span_id')
  })

  it('gives the caller’s span as span_id for those who want it as the Python original has it', async () => {
    const { context: printed, data } = await recorder.line({
      options: { callerSpanField: 'span_id' },
      request: { headers: { traceparent: `00-${TRACE}-${SPAN}-00` } },
    })
    expect(printed['span_id']).toBe(SPAN)
    expect(data).not.toHaveProperty('parent_span_id')
  })

  it('of a later version may have more fields', async () => {
    const line = await recorder.line({ request: { headers: { traceparent: `cc-${TRACE}-${SPAN}-01-more` } } })
    expect(line.context['trace_id']).toBe(TRACE)
  })

  it.each([
    `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `cc-${TRACE}-${SPAN}-01more`,
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE.slice(1)}-${SPAN}-01`,
    ` 00-${TRACE}-${SPAN}-01`,
    'x'.repeat(10_000),
  ])('is none when it is malformed (%#)', async (traceparent) => {
    const { context: printed, data } = await recorder.line({ request: { headers: { traceparent } } })
    expect(printed).not.toHaveProperty('trace_id')
    expect(data).not.toHaveProperty('parent_span_id')
  })

  it('is left alone where it is not wanted', async () => {
    const headers = { traceparent: `00-${TRACE}-${SPAN}-01` }
    const { context: printed } = await recorder.line({ options: { trace: false }, request: { headers } })
    expect(printed).not.toHaveProperty('trace_id')
  })
})

describe('the active OpenTelemetry span', () => {
  /** What an SDK registers. */
  function register(): void {
    const active = new AsyncLocalStorage<Context>()
    context.setGlobalContextManager({
      active: () => active.getStore() ?? ROOT_CONTEXT,
      with: (given, fn, self, ...args) => active.run(given, () => fn.apply(self as never, args)),
      bind: (_given, target) => target,
      enable: () => ({}) as never,
      disable: () => ({}) as never,
    })
    onTestFinished(() => context.disable())
  }

  const within = <T>(traceId: string, spanId: string, fn: () => T): T =>
    context.with(trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1 }), fn)

  it('wins over the header, whose span is its parent when both are of one trace', async () => {
    register()
    const headers = { traceparent: `00-${TRACE}-${SPAN}-00` }
    const own = '00f067aa0ba902b7'
    const same = await within(TRACE, own, () => recorder.line({ request: { headers } }))
    expect(same.context).toMatchObject({ trace_id: TRACE, span_id: own })
    expect(same.data).toMatchObject({ parent_span_id: SPAN, trace_flags: '01' })
    const other = await within('f'.repeat(32), own, () => recorder.line({ request: { headers } }))
    expect(other.context).toMatchObject({ trace_id: 'f'.repeat(32), span_id: own })
    expect(other.data).not.toHaveProperty('parent_span_id')
  })

  it('counts for nothing when it is invalid', async () => {
    register()
    const headers = { traceparent: `00-${TRACE}-${SPAN}-00` }
    const line = await within('0'.repeat(32), SPAN, () => recorder.line({ request: { headers } }))
    expect(line.context['trace_id']).toBe(TRACE)
  })
})
