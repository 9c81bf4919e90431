import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { configure, getLogger, subscribe } from 'fapilog'
import { describe, expect, it, vi } from 'vitest'
import { OK, recordRequests, start } from './fixtures/record.ts'
import {
  addRequestFields,
  bindContext,
  createRequestLogging,
  getRequestLogger,
  getRequestScope,
  openedScope,
  runWithContext,
} from './index.ts'

const recorder = recordRequests()
const { logger } = recorder.capture

describe('added fields', () => {
  it('are on all lines that follow, by any logger, and on the request’s own', async () => {
    const kept = logger.bind({ part: 'db' })
    const lines = await recorder.lines({
      request: { requestId: 'r' },
      act: async (scope) => {
        const early = getRequestLogger()
        early.info('before')
        addRequestFields({ user_id: 7, plan: 'free' })
        await delay(1)
        kept.info('bound')
        early.info('early')
        scope.addFields({ plan: 'pro' })
        getRequestLogger().info('after')
      },
    })
    expect(lines.map(({ message, context, data }) => [message, context['user_id'], data['plan']])).toEqual([
      ['before', undefined, undefined],
      ['bound', 7, 'free'],
      ['early', 7, 'free'],
      ['after', 7, 'pro'],
      ['request_completed', 7, 'pro'],
    ])
    expect(new Set(lines.map(({ context }) => context['request_id']))).toEqual(new Set(['r']))
  })

  it('cannot replace the ids of the request, by either form of their names', async () => {
    const forged = Object.fromEntries(
      [
        'request_id',
        'requestId',
        'correlation_id',
        'correlationId',
        'trace_id',
        'traceId',
        'span_id',
        'spanId',
      ].map((name) => [name, 'victim']),
    )
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, 'x-user': 'said' }
    const lines = await recorder.lines({
      options: { contextHeaders: { user_id: 'x-user' } },
      request: { requestId: 'real', headers },
      act: (scope) => {
        addRequestFields({ ...forged, user_id: 'known', tenant_id: 't' })
        logger.info('by any logger')
        scope.logger.info('by its own')
        getRequestLogger().info('by the found one')
      },
    })
    expect(lines).toHaveLength(4)
    for (const { context } of lines) {
      const ids = { request_id: 'real', correlation_id: 'real', trace_id: traceId }
      expect(context).toMatchObject({ ...ids, user_id: 'known', tenant_id: 't' })
    }
    expect(JSON.stringify(lines)).not.toContain('victim')
  })

  it('bring ids that the request has not', async () => {
    const { context } = await recorder.line({
      options: { requestId: { generate: false } },
      act: () => addRequestFields({ request_id: 'own', traceId: 't', span_id: 's' }),
    })
    expect(context).toMatchObject({ request_id: 'own', trace_id: 't', span_id: 's' })
  })

  it('may be anything', async () => {
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    const lines = await recorder.lines({
      act: () => {
        addRequestFields({
          get broken(): never {
            throw new Error('getter')
          },
          fine: 1,
          deep: {
            get broken(): never {
              throw new Error('getter')
            },
          },
          __proto__: { inherited: 1 },
        })
        addRequestFields(revoked.proxy)
        addRequestFields(undefined as never)
        addRequestFields(5 as never)
        logger.info('inside')
      },
    })
    expect(lines).toHaveLength(2)
    for (const { data } of lines) expect(data).toMatchObject({ broken: '[Threw]', fine: 1, value: 5 })
  })

  it('of the context of the handler do not reach the line, those of the context around the server do', async () => {
    await runWithContext({ region: 'eu' }, async () => {
      const [inner, line] = await recorder.lines({
        act: () => runWithContext({ job: 'j' }, () => logger.info('inner')),
      })
      expect(inner?.data).toMatchObject({ region: 'eu', job: 'j' })
      expect(line?.data).toMatchObject({ region: 'eu' })
      expect(line?.data).not.toHaveProperty('job')
    })
  })

  it('do nothing outside of a request', () => {
    addRequestFields({ lost: true })
    expect(getRequestScope()).toBeNull()
    expect(getRequestLogger()).toBe(getLogger())
    expect(getRequestLogger({})).toBe(getLogger())
  })
})

describe('two requests at once', () => {
  it('never have each other’s ids or fields', async () => {
    const before = (await recorder.capture.events()).length
    const logging = createRequestLogging({ logger })
    const ids = Array.from({ length: 1000 }, (_, i) => `r${i}`)
    await Promise.all(
      ids.map(async (requestId, i) => {
        const scope = logging.open(start({ requestId }))
        await scope.run(async () => {
          for (let step = 0; step < 3; step++) {
            await delay(i % 7)
            addRequestFields({ [`f${step}`]: requestId })
            getRequestLogger().info('step', { expected: requestId })
            logger.info('step', { expected: requestId })
          }
        })
        // As `close` may come: while another request runs.
        const other = logging.open(start({ requestId: 'other' }))
        other.run(() => scope.settle(OK))
        other.setRouteLogging(false)
        other.settle(OK)
      }),
    )
    const lines = (await recorder.capture.events()).slice(before)
    expect(lines).toHaveLength(1000 * 7)
    for (const { context, data, message } of lines) {
      expect(data['f0']).toBe(context['request_id'])
      if (message === 'step') expect(data['expected']).toBe(context['request_id'])
      else expect(data['f2']).toBe(context['request_id'])
    }
  })
})

describe('a request that is entered again', () => {
  it('has the context that it began with, wherever that happens', async () => {
    const logging = createRequestLogging({ logger })
    const scope = logging.open(start({ requestId: 'mine' }))
    scope.run(() => undefined)
    const before = (await recorder.capture.events()).length
    runWithContext({ tenant_id: 'somebody else', other: true }, () => scope.run(() => logger.info('again')))
    scope.settle(OK)
    const [again] = (await recorder.capture.events()).slice(before)
    expect(again).toMatchObject({ message: 'again', context: { request_id: 'mine' } })
    expect(again?.context).not.toHaveProperty('tenant_id')
    expect(again?.data).not.toHaveProperty('other')
  })
})

describe('the logger of a request', () => {
  it('is found by the request where AsyncLocalStorage is lost', async () => {
    const request = {}
    const lines = await recorder.lines({
      request: { requestId: 'r', handles: [request] },
      act: (scope) => {
        expect(openedScope(request)).toBe(scope)
        scope.addFields({ user_id: 1 })
      },
    })
    getRequestLogger(request).info('later, elsewhere')
    const events = await recorder.capture.events()
    expect(lines).toHaveLength(1)
    expect(events.at(-1)).toMatchObject({ context: { request_id: 'r', user_id: 1 } })
  })

  it('is found in callbacks that libraries call from elsewhere, when they are bound', async () => {
    let callback: () => unknown = () => undefined
    await recorder.line({
      request: { requestId: 'r' },
      act: () => {
        callback = bindContext(() => logger.info('called back'))
      },
    })
    callback()
    expect((await recorder.capture.events()).at(-1)).toMatchObject({
      message: 'called back',
      context: { request_id: 'r' },
    })
  })

  it('finds its way back in bound callbacks, wherever they are called from: logger, added fields, other stores', async () => {
    const own = new AsyncLocalStorage<string>()
    const places = (): unknown => [getRequestScope()?.requestId, own.getStore()]
    let bound = places
    await recorder.line({
      request: { requestId: 'one' },
      act: () => own.run('mine', () => (bound = bindContext(places))),
    })
    await recorder.line({
      request: { requestId: 'other' },
      act: () => {
        expect(bound()).toEqual(['one', 'mine'])
        expect(places()).toEqual(['other', undefined])
      },
    })
  })

  it('is the root logger in a job, with the context that the job brings', async () => {
    configure({ sinks: [{ kind: 'noop' }] })
    const events: unknown[] = []
    const end = subscribe((event) => events.push(event))
    await runWithContext({ job: 'restock', correlation_id: 'job-1' }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      addRequestFields({ ignored: true })
      getRequestLogger().error('in a job')
    })
    await vi.waitFor(() => expect(events).toHaveLength(1), { timeout: 20_000 })
    end()
    expect(events).toMatchObject([
      { message: 'in a job', context: { correlation_id: 'job-1' }, data: { job: 'restock' } },
    ])
    expect(JSON.stringify(events)).not.toContain('ignored')
  })

  it('works for a request that nothing may be written on', async () => {
    const line = await recorder.line({
      request: { handles: [Object.freeze({})] },
      act: (scope) => expect(getRequestScope()).toBe(scope),
    })
    expect(line.message).toBe('request_completed')
  })
})
