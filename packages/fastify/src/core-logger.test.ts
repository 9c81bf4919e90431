import { get as request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AsyncLoggerFacade, getAsyncLogger, getLogger, memorySink, type SyncLoggerFacade } from 'fapilog'
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import fastify6 from 'fastify-6'
import { describe, expect, test } from 'vitest'
import { useCapture } from './fixtures/shop.ts'

const shop = useCapture()
const loggerInstance: FastifyBaseLogger = shop.logger

/** The 6 pre-release by the types of 5: what is used here is the same in both. */
const majors = [
  ['5', fastify],
  ['6', fastify6 as unknown as typeof fastify],
] as const

const get = (path: string, app: FastifyInstance): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const { port } = app.server.address() as AddressInfo
    request({ port, path, agent: false }, (answer) => answer.resume().on('end', resolve)).on('error', reject)
  })

/** `Fastify({ loggerInstance: getLogger() })`, without a plugin: Fastify logs its own lines, through the core's logger. */
describe.each(majors)('a logger of the core in the constructor of Fastify %s', (_major, make) => {
  test('fastify.log, request.log and their children', async () => {
    const app = shop.closing(make({ loggerInstance }))
    app.get('/', async ({ log }) => {
      log.info({ a: 1 }, 'inside')
      log.child({ b: 2 }).warn('in a child')
      log.error(new Error('e'))
      return {}
    })
    const events = await shop.events(async () => {
      app.log.info('before')
      await app.inject('/')
    })
    expect(events).toMatchObject([
      { message: 'before' },
      { message: 'incoming request', data: { reqId: 'req-1', req: { method: 'GET', path: '/' } } },
      { message: 'inside', data: { reqId: 'req-1', a: 1 } },
      { level: 'WARNING', message: 'in a child', data: { reqId: 'req-1', b: 2 } },
      { message: 'e', diagnostics: { exception: { message: 'e' } } },
      { message: 'request completed', data: { res: { status_code: 200 } } },
    ])
  })

  test('no query of a route that is not known, which Fastify’s line has in its text', async () => {
    const app = shop.closing(make({ loggerInstance }))
    const messages = async (url: string): Promise<unknown> => (await shop.messages(() => app.inject(url)))[1]
    expect(await messages('/none?token=hush')).toBe('Route GET:/none not found')
    expect(await messages('/none')).toBe('Route GET:/none not found')
    await app.listen({ port: 0 })
    const absolute = 'http://ann:hush@127.0.0.1/none?token=hush'
    const line = await shop.events(() => get(absolute, app))
    expect(JSON.stringify(line)).toContain('Route GET:/none not found')
    expect(JSON.stringify(line)).not.toContain('hush')
  })

  test.each(['sync', 'async'])('hooks may return what log calls of the %s facade return', async (kind) => {
    const memory = memorySink()
    const settings = { reuse: false, sinks: [memory.sink] } as const
    const logger: FastifyBaseLogger =
      kind === 'sync' ? getLogger('hooks', settings) : await getAsyncLogger('hooks', settings)
    const app = make({ loggerInstance: logger })
    app.addHook('onReady', async () => app.log.info('onReady'))
    app.addHook('preHandler', async ({ log }) => log.child({ a: 1 }).warn('preHandler'))
    app.addHook('onSend', async ({ log }) => log.info('onSend'))
    app.addHook('onSend', async ({ log }) => log.trace('not printed'))
    app.addHook('preClose', async () => app.log.child({}, { level: 'warn' }).error('preClose'))
    app.addHook('preClose', async () => (app.log as SyncLoggerFacade).flush())
    app.addHook('onClose', async () => app.log.info({ b: 2 }, 'onClose', 1, 2))
    app.get('/', async () => ({ ok: true }))
    const { statusCode, body } = await app.inject('/')
    expect([statusCode, body]).toEqual([200, '{"ok":true}'])
    await app.close()
    await (logger as SyncLoggerFacade | AsyncLoggerFacade).drain()
    const messages = memory.events().map(({ message }) => message)
    expect(messages.filter((message) => !message.includes('request'))).toEqual([
      'onReady',
      'preHandler',
      'onSend',
      'preClose',
      'onClose',
    ])
  })

  test('a route’s logLevel and logSerializers', async () => {
    const app = shop.closing(make({ loggerInstance }))
    app.get('/quiet', { logLevel: 'error' }, async ({ log }) => {
      log.info('no')
      log.error('yes')
      return {}
    })
    app.get('/silent', { logLevel: 'silent' }, async ({ log }) => {
      log.fatal('no')
      return {}
    })
    const user = ({ id }: { readonly id: string }): string => `user ${id}`
    app.get('/turned', { logSerializers: { user } }, async ({ log }) => {
      log.info({ user: { id: '7', password: 'hush' } }, 'turned')
      log.child({ user: { id: '8', password: 'hush' } }).info('of a child')
      return {}
    })
    const err = ({ message }: Error): object => ({ message: message.length })
    app.get('/failed', { logSerializers: { err } }, async ({ log }) => {
      log.error(new Error('hush'))
      log.error(new Error('hush'), 'with a text')
      return {}
    })
    expect(await shop.messages(() => app.inject('/quiet'))).toEqual(['yes'])
    expect(await shop.messages(() => app.inject('/silent'))).toEqual([])
    const [, turned, ofChild] = await shop.events(() => app.inject('/turned'))
    expect(turned?.data).toMatchObject({ user: 'user 7' })
    expect(JSON.stringify(ofChild)).toContain('user 8')
    const [, failed, withText] = await shop.events(() => app.inject('/failed'))
    // The message stays, as pino's.
    expect(failed).toMatchObject({ message: 'hush', data: { err: { message: 4 } } })
    expect(withText).toMatchObject({ message: 'with a text', data: { err: { message: 4 } } })
    expect(withText?.diagnostics).not.toHaveProperty('exception')
  })

  test('levels in pino’s names', async () => {
    const app = make({ loggerInstance })
    const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
    for (const logLevel of levels)
      app.get(`/${logLevel}`, { logLevel }, async ({ log }) => ({ level: log.level }))
    for (const level of levels) expect((await app.inject(`/${level}`)).json()).toEqual({ level })
    app.log.level = 'warn'
    expect(app.log.level).toBe('warn')
    await app.close()
  })

  test('no header and no query of a request that is logged, by Fastify or by the application', async () => {
    const app = shop.closing(make({ loggerInstance }))
    app.get('/', async (request, reply) => {
      request.log.info({ req: request, res: reply }, 'whole')
      request.log.info({ req: request.raw, res: reply.raw, deep: { raw: request.raw } }, 'raw')
      request.log.info(request.raw, 'alone')
      throw new Error('e')
    })
    const events = await shop.events(() =>
      app.inject({ url: '/?token=hush', headers: { authorization: 'hush', cookie: 'a=hush' } }),
    )
    expect(events.map(({ message }) => message)).toEqual([
      'incoming request',
      'whole',
      'raw',
      'alone',
      'e',
      'request completed',
    ])
    expect(JSON.stringify(events)).not.toContain('hush')
  })
})
