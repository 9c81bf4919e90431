import fastify, { type FastifyBaseLogger } from 'fastify'
import fastify50 from 'fastify-5.0'
import { getRequestLogger } from '@fapilog/request'
import { describe, expect, test, vi } from 'vitest'
import { one, useCapture } from './fixtures/shop.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

const messages = (url: string, app: ReturnType<typeof fastify>): Promise<string[]> =>
  shop.messages(() => app.inject(url))

describe('fapilogPlugin', () => {
  test('without a constructor option and not awaited: routes declared before are logged as well', async () => {
    const app = shop.closing(fastify())
    app.get('/early', async ({ log }) => ({ logged: log.info('inside') }))
    void app.register(fapilogPlugin, { logger })
    app.get('/late', async ({ log }) => ({ logged: log.info('inside') }))
    expect(await messages('/early', app)).toEqual(['inside', 'request_completed'])
    expect(await messages('/late', app)).toEqual(['inside', 'request_completed'])
  })

  test('request.log, reply.log, getRequestLogger() and app.fapilog: the first three with the id', async () => {
    const app = shop.closing(fastify())
    await app.register(fapilogPlugin, { logger })
    app.get('/', async (request, reply) => {
      request.log.info({ a: 1 }, 'request.log')
      reply.log.info('reply.log')
      getRequestLogger(request).info('getRequestLogger')
      getRequestLogger().info('running')
      app.fapilog.bind({ b: 2 }).info('app.fapilog')
      return {}
    })
    const events = await shop.events(() => app.inject({ url: '/', headers: { 'x-request-id': 'r' } }))
    expect(events).toHaveLength(6)
    for (const { context } of events) expect(context['request_id']).toBe('r')
    expect(events[0]).toMatchObject({ message: 'request.log', data: { a: 1 } })
  })

  test('fastify.log is ours, also for what Fastify itself logs', async () => {
    const app = shop.closing(fastify())
    await app.register(fapilogPlugin, { logger })
    const events = await shop.events(async () => {
      await app.listen({ port: 0, host: '127.0.0.1' })
      app.log.warn('from the application')
    })
    expect(events.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Server listening at http:/),
      'from the application',
    ])
  })

  test('works on Fastify 5.0', async () => {
    const app = fastify50()
    await app.register(fapilogPlugin as never, { logger } as never)
    app.get('/', async () => ({}))
    expect(await shop.messages(() => app.inject('/'))).toEqual(['request_completed'])
    await app.close()
  })

  test('registered twice, or once more further in: one line', async () => {
    const app = shop.closing(fastify())
    await app.register(fapilogPlugin, { logger })
    await app.register(fapilogPlugin, { logger })
    await app.register(async (child) => {
      await child.register(fapilogPlugin, { logger })
      child.get('/', async () => ({}))
    })
    expect(await messages('/', app)).toEqual(['request_completed'])
  })

  test('inside of a plugin it is for the routes in there', async () => {
    const app = shop.closing(fastify())
    const outer = app.log
    await app.register(async (child) => {
      await child.register(fapilogPlugin, { logger })
      child.get('/in', async () => ({}))
      expect(child.log).not.toBe(outer)
    })
    app.get('/out', async () => ({}))
    expect(await messages('/out', app)).toEqual([])
    expect(await messages('/in', app)).toEqual(['request_completed'])
    expect(app.log).toBe(outer)
    expect(app.hasDecorator('fapilog')).toBe(false)
  })

  test('wrong options reject ready(), with their key', async () => {
    const app = fastify()
    void app.register(fapilogPlugin, { logger, sampleRate: 2 })
    await expect(app.ready()).rejects.toMatchObject({ code: 'FAPILOG_E_ARGUMENT', key: 'sampleRate' })
    const other = fastify()
    void other.register(fapilogPlugin, { frameworkLines: 'drop' as never })
    await expect(other.ready()).rejects.toMatchObject({ code: 'FAPILOG_E_ARGUMENT', key: 'frameworkLines' })
  })

  test('a trustProxy that throws changes no answer', async () => {
    const trustProxy = (): never => {
      throw new Error('trust')
    }
    const app = shop.closing(fastify({ trustProxy }))
    await app.register(fapilogPlugin, { logger })
    app.get('/', async () => 'ok')
    const [line] = await shop.requestLines(1, async () => {
      const answer = await app.inject({ url: '/', headers: { 'x-forwarded-for': '192.0.2.1' } })
      expect([answer.statusCode, answer.body]).toEqual([200, 'ok'])
    })
    expect(line).toMatchObject({ message: 'request_completed', data: { client_ip: '127.0.0.1' } })
  })

  test('options of register() itself are Fastify’s', async () => {
    const app = shop.closing(fastify())
    await app.register(fapilogPlugin, { logger, prefix: '/shop', logLevel: 'warn' })
    app.get('/', async () => ({}))
    expect(await messages('/', app)).toEqual(['request_completed'])
  })
})

describe('what a route says', () => {
  test('config.fapilog: no line, another level, another share', async () => {
    const app = shop.closing(fastify())
    await app.register(fapilogPlugin, { logger })
    app.get('/none', { config: { fapilog: false } }, async () => ({}))
    app.get('/debug', { config: { fapilog: { level: 'debug' } } }, async () => ({}))
    app.get('/sampled', { config: { fapilog: { sampleRate: 0 } } }, async () => ({}))
    expect(await messages('/none', app)).toEqual([])
    expect(await messages('/sampled', app)).toEqual([])
    const line = one(await shop.events(() => app.inject('/debug')))
    expect(line).toMatchObject({ level: 'DEBUG', message: 'request_completed' })
  })

  test('logLevel, above and below the one of the logger', async () => {
    const app = shop.closing(fastify())
    const info = logger.bind({})
    info.level = 'info'
    await app.register(fapilogPlugin, { logger: info })
    app.get('/warn', { logLevel: 'warn' }, async ({ log }) => {
      log.info('not this')
      log.warn('this')
      return log.level
    })
    app.get('/debug', { logLevel: 'debug' }, async ({ log }) => {
      log.trace('not this')
      log.debug('this')
      return log.level
    })
    app.get('/silent', { logLevel: 'silent' }, async ({ log }) => {
      log.fatal('not this')
      return log.level
    })
    app.get('/', async ({ log }) => {
      log.debug('not this')
      return log.level
    })
    expect(await messages('/warn', app)).toEqual(['this'])
    expect(await messages('/debug', app)).toEqual(['this', 'request_completed'])
    expect(await messages('/silent', app)).toEqual([])
    expect(await messages('/', app)).toEqual(['request_completed'])
    for (const [url, level] of [
      ['/warn', 'warn'],
      ['/debug', 'debug'],
      ['/silent', 'silent'],
      ['/', 'info'],
    ] as const) {
      expect((await app.inject(url)).body).toBe(level)
    }
  })
})

describe('beside a logger of the constructor', () => {
  test('a logger of ours: no line twice, nothing of the request in it', async () => {
    const app = shop.closing(fastify({ loggerInstance: logger as unknown as FastifyBaseLogger }))
    await app.register(fapilogPlugin, { logger })
    app.get('/', async ({ log }) => ({ logged: log.info('inside') }))
    const events = await shop.events(() =>
      app.inject({ url: '/?token=hush', headers: { authorization: 'hush', cookie: 'hush' } }),
    )
    expect(events.map(({ message }) => message)).toEqual(['inside', 'request_completed'])
    expect(JSON.stringify(events)).not.toContain('hush')
    await shop.events(() => app.inject('/nothing')).then(one)
  })

  test('Fastify’s own: it logs no requests any more, which is said once', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    let printed = ''
    for (let i = 0; i < 2; i++) {
      const stream = { write: (text: string) => void (printed += text) }
      const app = shop.closing(fastify({ logger: { level: 'trace', stream } }))
      await app.register(fapilogPlugin, { logger })
      app.get('/', async ({ log }) => ({ logged: log.info('inside') }))
      expect(await messages('/', app)).toEqual(['inside', 'request_completed'])
      expect(await messages('/nothing', app)).toEqual(['request_completed'])
    }
    expect(printed).toBe('')
    expect(warn.mock.calls.filter(([, options]) => isOurs(options))).toHaveLength(1)
    warn.mockRestore()
  })
})

const isOurs = (options: unknown): boolean =>
  (options as { readonly code?: string } | undefined)?.code === 'FAPILOG_W_FASTIFY_LOGGER'
