import { describe, expect, it } from 'vitest'
import type { LogEvent } from '../sinks/sink.ts'
import { captureLogs } from '../testing/capture-logs.ts'
import { recordEvents } from '../testing/record-events.ts'
import { runWithContext, withContextProvider } from './context.ts'

const recorder = recordEvents()
const { logger } = recorder
const dataOf = (events: readonly LogEvent[]): readonly unknown[] => events.map(({ data }) => data)

const WELL_KNOWN = [
  ['correlation_id', 'correlationId'],
  ['request_id', 'requestId'],
  ['user_id', 'userId'],
  ['tenant_id', 'tenantId'],
  ['trace_id', 'traceId'],
  ['span_id', 'spanId'],
] as const

describe('well-known names', () => {
  const places: readonly [string, (key: string, value: string, log: () => void) => void][] = [
    ['scope', (key, value, log) => runWithContext({ [key]: value }, log)],
    ['bind', (key, value) => void logger.bind({ [key]: value }).info('m')],
    [
      'provider',
      (key, value, log) => {
        const remove = withContextProvider(() => ({ [key]: value }))
        log()
        remove()
      },
    ],
    ['fields', (key, value) => void logger.info('m', { [key]: value })],
  ]

  it.each(WELL_KNOWN)('%s and %s are printed in context, from everywhere', async (snake, camel) => {
    for (const [place, put] of places) {
      const events = await recorder.events(() => {
        put(snake, 's', () => void logger.info('m'))
        put(camel, 'c', () => void logger.info('m'))
      })
      expect(
        events.map(({ context }) => context[snake]),
        place,
      ).toEqual(['s', 'c'])
      expect(dataOf(events), place).toEqual([{}, {}])
      for (const { context } of events) expect(context, place).not.toHaveProperty(camel)
    }
  })

  it('come from the configuration too', async () => {
    await using capture = captureLogs({ context: { tenantId: 't', region: 'eu' } })
    capture.logger.info('m')
    const [event] = await capture.events()
    expect(event).toMatchObject({ context: { tenant_id: 't' }, data: { region: 'eu' } })
  })

  it.each(WELL_KNOWN)('%s and %s are one name: the later one wins in whatever form', async (snake, camel) => {
    const events = await recorder.events(() => {
      logger
        .bind({ [snake]: 1 })
        .bind({ [camel]: 2 })
        .info('m')
      logger
        .bind({ [camel]: 1 })
        .bind({ [snake]: 2 })
        .info('m')
      runWithContext({ [snake]: 1 }, () => runWithContext({ [camel]: 2 }, () => logger.info('m')))
      runWithContext({ [camel]: 1 }, () => logger.bind({ [snake]: 2 }).info('m'))
      logger.bind({ [snake]: 1 }).info('m', { [camel]: 2 })
    })
    expect(events.map(({ context }) => context[snake])).toEqual([2, 2, 2, 2, 2])
    expect(dataOf(events)).toEqual([{}, {}, {}, {}, {}])
  })

  it('uses the request id as correlation id where there is none', async () => {
    const [none, request, both] = await recorder.events(() => {
      logger.info('m')
      logger.info('m', { requestId: 'r' })
      logger.bind({ correlation_id: 'c' }).info('m', { requestId: 'r' })
    })
    expect(none?.context['correlation_id']).toBeNull()
    expect(request?.context).toMatchObject({ correlation_id: 'r', request_id: 'r' })
    expect(both?.context).toMatchObject({ correlation_id: 'c', request_id: 'r' })
  })

  it('leaves all other names as they are written', async () => {
    const event = await recorder.event(() => logger.info('m', { orderId: 1, order_id: 2, Request_Id: 3 }))
    expect(dataOf([event])).toEqual([{ orderId: 1, order_id: 2, Request_Id: 3 }])
  })
})
