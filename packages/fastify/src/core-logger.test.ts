import fastify, { type FastifyBaseLogger } from 'fastify'
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

  test('a handler of one’s own for unknown routes keeps the query out of the lines, which Fastify’s own has in its text', async () => {
    const lines = async (own: boolean): Promise<string> => {
      const app = shop.closing(make({ loggerInstance }))
      if (own) app.setNotFoundHandler((_request, reply) => void reply.code(404).send({ error: 'none' }))
      return JSON.stringify(await shop.events(() => app.inject('/none?token=hush')))
    }
    expect(await lines(false)).toContain('Route GET:/none?token=hush not found')
    const own = await lines(true)
    expect(own).toContain('/none')
    expect(own).not.toContain('hush')
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
      return {}
    })
    expect(await shop.messages(() => app.inject('/quiet'))).toEqual(['yes'])
    expect(await shop.messages(() => app.inject('/silent'))).toEqual([])
    const [, turned] = await shop.events(() => app.inject('/turned'))
    expect(turned?.data).toMatchObject({ user: 'user 7' })
  })

  test('no header and no query of a request that is logged, by Fastify or by the application', async () => {
    const app = shop.closing(make({ loggerInstance }))
    app.get('/', async (request, reply) => {
      request.log.info({ req: request, res: reply }, 'whole')
      throw new Error('e')
    })
    const events = await shop.events(() =>
      app.inject({ url: '/?token=hush', headers: { authorization: 'hush', cookie: 'a=hush' } }),
    )
    expect(events.map(({ message }) => message)).toEqual([
      'incoming request',
      'whole',
      'e',
      'request completed',
    ])
    expect(JSON.stringify(events)).not.toContain('hush')
  })
})
