import { describe, expect, it } from 'vitest'
import { recordRequests } from './fixtures/record.ts'
import { addRequestFields } from './index.ts'

const recorder = recordRequests()

describe('added fields', () => {
  it('cannot change what the request really did', async () => {
    const forged = { status_code: 999, path: '/x', outcome: 'y' }
    const { data } = await recorder.line({ act: () => addRequestFields(forged) })
    expect(data).toMatchObject({ status_code: 200, path: '/things/1', outcome: 'completed', added: forged })
  })

  it('cannot pretend what the request did not do', async () => {
    const forged = Object.fromEntries(
      [
        'route',
        'status_code',
        'ttfb_ms',
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
      ].map((name) => [name, 'forged']),
    )
    const { data } = await recorder.line({
      end: { finished: false },
      act: () => addRequestFields({ ...forged, plan: 'free' }),
    })
    expect(data).toEqual({
      method: 'GET',
      path: '/things/1',
      latency_ms: expect.any(Number) as number,
      outcome: 'aborted',
      aborted: true,
      plan: 'free',
      added: forged,
    })
  })

  it.each([
    ['many', Array.from({ length: 3000 }, (_, i) => [`k${i}`, i])],
    ['large', Array.from({ length: 40 }, (_, i) => [`k${i}`, 'x'.repeat(4096)])],
  ])('that are too %s for a line leave room for what the request did', async (_what, entries) => {
    const { message, data } = await recorder.line({
      end: { finished: true, statusCode: 503 },
      act: (scope) => {
        scope.setRoute('/things/:id')
        scope.fail(new Error('down'))
        addRequestFields(Object.fromEntries(entries) as object)
      },
    })
    expect(message).toBe('request_failed')
    expect(data).toMatchObject({
      method: 'GET',
      route: '/things/:id',
      status_code: 503,
      error: 'down',
      k0: entries[0]?.[1],
    })
  })

  it('have no prototype to reach', async () => {
    const { data } = await recorder.line({
      act: () => addRequestFields(JSON.parse('{"__proto__":{"outcome":"y"},"constructor":1}') as object),
    })
    expect(data).toMatchObject({ outcome: 'completed', constructor: 1 })
    expect(Object.keys(data)).toContain('__proto__')
  })
})
