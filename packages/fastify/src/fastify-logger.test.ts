import { createRequestLogging } from '@fapilog/request'
import { describe, expect, test, vi } from 'vitest'
import { FastifyLogger } from './fastify-logger.ts'
import { one, useCapture } from './fixtures/shop.ts'
import { RootLog } from './root-log.ts'

const shop = useCapture()
const { logger } = shop
const root = (): RootLog => new RootLog({ logger: logger.bind({}) }, null)

describe('the logger that Fastify gets', () => {
  test('every level of pino’s, with fields, errors and all further arguments', async () => {
    const log = root()
    const events = await shop.events(() => {
      for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const)
        log[level]({ a: 1 }, level)
      log.error(new Error('e'), 'with an error')
      const pinos: { info(...args: unknown[]): unknown } = log
      pinos.info('text', 1, 2, 3)
      log.silent()
    })
    expect(events.map(({ level }) => level)).toEqual([
      'TRACE',
      'DEBUG',
      'INFO',
      'WARNING',
      'ERROR',
      'CRITICAL',
      'ERROR',
      'INFO',
    ])
    expect(events[0]).toMatchObject({ message: 'trace', data: { a: 1 } })
    expect(events[6]).toMatchObject({
      message: 'with an error',
      diagnostics: { exception: { message: 'e' } },
    })
    expect(JSON.stringify(events[7]?.data)).toMatch(/1.*2.*3/)
  })

  test('children have the bindings of all before them', async () => {
    const child = root().child({ a: 1 }).child({ b: 2 })
    expect(one(await shop.events(() => child.info('m'))).data).toEqual({ a: 1, b: 2 })
  })

  test('serializers: of the child, over those of its parent, for fields and bindings', async () => {
    const parent = root().child({}, { serializers: { user: () => 'parent', order: () => 'order' } })
    const child = parent.child({ user: { secret: 1 } }, { serializers: { user: () => 'child' } })
    const event = one(await shop.events(() => child.info({ order: { secret: 1 }, other: 1 }, 'm')))
    expect(event.data).toEqual({ user: 'child', order: 'order', other: 1 })
    expect(one(await shop.events(() => root().info({ order: 1 }, 'm'))).data).toEqual({ order: 1 })
  })

  test('a serializer that throws, or a getter beside it, costs its own field only', async () => {
    const serializers = {
      a() {
        throw new Error('broken')
      },
    }
    const fields = {
      a: { secret: 1 },
      get b(): never {
        throw new Error('a getter')
      },
      c: 3,
    }
    const child = root().child({}, { serializers })
    const event = one(await shop.events(() => child.info(fields, 'm')))
    expect(event.data).toEqual({ a: '[the serializer threw: broken]', b: '[a getter threw: a getter]', c: 3 })
  })

  test('the fields of the caller stay as they are', async () => {
    const fields = { req: { method: 'GET', url: '/a?token=hush' }, list: [1] }
    const copy = structuredClone(fields)
    const event = one(await shop.events(() => root().info(fields, 'm')))
    expect(fields).toEqual(copy)
    expect(event.data).toMatchObject({ req: { method: 'GET', url: '/a' }, list: [1] })
  })

  test('a Proxy that is hostile', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(await shop.events(() => root().info(proxy, 'm'))).toHaveLength(1)
  })

  test('levels, in pino’s names: of the application, of a child below and above it', async () => {
    const log = root()
    log.level = 'warn'
    expect([log.level, log.isLevelEnabled('info'), log.isLevelEnabled('error')]).toEqual([
      'warn',
      false,
      true,
    ])
    const child = log.child({}, { level: 'debug' })
    expect([child.level, child.isLevelEnabled('debug'), child.isLevelEnabled('trace')]).toEqual([
      'debug',
      true,
      false,
    ])
    const silent = log.child({}, { level: 'silent' })
    const inherits = child.child({})
    const said = await shop.messages(() => {
      log.info('not this')
      log.warn('application')
      child.trace('not this')
      child.debug('child')
      inherits.debug('its child')
      silent.fatal('not this')
      child.level = 'error'
      child.warn('not this')
    })
    expect(said).toEqual(['application', 'child', 'its child'])
    expect(() => (log.level = 'loud')).toThrow(expect.objectContaining({ code: 'FAPILOG_E_LEVEL' }))
  })

  test.each<[string, readonly unknown[]]>([
    ['options that are null', [{}, null]],
    ['bindings that are null', [null]],
    ['no bindings', []],
    ['an unknown level', [{}, { level: 'loud' }]],
    ['a level that is a number', [{}, { level: 5 }]],
    ['a level that is null', [{}, { level: null }]],
    ['serializers that are none', [{}, { serializers: 7 }]],
  ])('a child is made in any case, as one is for each request: %s', async (_what, args) => {
    const logging = createRequestLogging({ logger })
    const prepared = new RootLog({ logger }, null, { logging, frameworkLines: 'absorb' })
    for (const parent of [root(), root().child({}), prepared]) {
      const child = parent.child(...(args as [object]))
      expect(child.level).toBe(parent.level)
      expect(await shop.messages(() => child.info('logged'))).toEqual(['logged'])
    }
  })

  test('Fastify checks the logLevel of routes against its levels', () => {
    const { values } = root().levels
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent', 'audit']) {
      expect(values[level]).toBeTypeOf('number')
    }
    expect(values['loud']).toBeUndefined()
  })

  test('of a request: it and its children have fields that are added later', async () => {
    const scope = createRequestLogging({ logger }).open({ method: 'GET', url: '/', headers: {} })
    const log = new FastifyLogger(scope, null)
    const child = log.child({ a: 1 })
    const events = await shop.events(() => {
      log.info('before')
      scope.addFields({ order_id: 'A-1' })
      log.info('after')
      child.info('child')
    })
    expect(events.map(({ data }) => data['order_id'])).toEqual([undefined, 'A-1', 'A-1'])
    expect(events[2]?.data['a']).toBe(1)
    for (const { context } of events) expect(context['request_id']).toBe(scope.requestId)
  })

  test('flush as shutdown helpers call it, and the rest of ours', async () => {
    const log = root()
    const done = vi.fn()
    expect(await log.flush(done)).toBeUndefined()
    expect(done).toHaveBeenCalledOnce()
    expect(await log.flush({ timeoutMs: 10_000 })).toBeUndefined()
    expect(log.stats().submitted).toBeGreaterThan(0)
    expect(JSON.stringify({ log })).toBe('{"log":{"name":"root","level":"trace"}}')
  })
})
