import fastify from 'fastify'
import fastify50 from 'fastify-5.0'
import fastify6 from 'fastify-6'
import { expect, test } from 'vitest'
import { one, useCapture } from './fixtures/shop.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

/** By the types of the newest 5: what is used here is the same in all. */
const versions = [
  ['5.0', fastify50 as unknown as typeof fastify],
  ['5', fastify],
  ['6', fastify6 as unknown as typeof fastify],
] as const

test.each(versions)(
  'Fastify %s without a logger: logSerializers of routes and plugins are honoured',
  async (_, make) => {
    const app = shop.closing(make())
    const logSerializers = { user: ({ id }: { readonly id: string }) => `user ${id}` }
    const user = { id: '7', password: 'hush' }
    // Declared before the plugin is loaded, which is not awaited.
    void app.register(fapilogPlugin, { logger })
    app.get('/route', { logSerializers }, async ({ log }) => {
      log.info({ user }, 'inside')
      log.child({ user }).info('in a child')
      return {}
    })
    void app.register(
      async (inner) => {
        inner.get('/plugin', { logSerializers: { other: () => 'turned' } }, async ({ log }) => {
          log.info({ user, other: 1 }, 'inside')
          return {}
        })
      },
      { logSerializers },
    )
    app.get('/none', async ({ log }) => {
      log.info({ user: 'as it is' }, 'inside')
      return {}
    })
    const [inside, child] = await shop.events(() => app.inject('/route'))
    expect([inside?.data, child?.data]).toEqual([{ user: 'user 7' }, { user: 'user 7' }])
    expect((await shop.events(() => app.inject('/plugin')))[0]?.data).toEqual({
      user: 'user 7',
      other: 'turned',
    })
    expect((await shop.events(() => app.inject('/none')))[0]?.data).toEqual({ user: 'as it is' })
  },
)

test.each(versions)('Fastify %s: mistakes in what a child is made with change no answer', async (_, make) => {
  const app = shop.closing(make())
  await app.register(fapilogPlugin, { logger })
  app.get('/', async ({ log }) => {
    log.child({ a: 1 }, null as never).info('inside')
    log.child({ a: 1 }, { level: 5 as never }).info('inside')
    return 'ok'
  })
  app.get('/level', { logLevel: 'loud' as never }, async () => 'ok')
  const events = await shop.events(async () => expect((await app.inject('/')).body).toBe('ok'))
  expect(events.map(({ message }) => message)).toEqual(['inside', 'inside', 'request_completed'])
  expect(events[0]?.data).toEqual({ a: 1 })
  const line = one(await shop.events(async () => expect((await app.inject('/level')).body).toBe('ok')))
  expect(line.message).toBe('request_completed')
})
