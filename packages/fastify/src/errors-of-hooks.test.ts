import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { LogEvent } from 'fapilog'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { fapilogFastifyOptions } from './constructor-options.ts'
import { one, useCapture } from './fixtures/shop.ts'
import { versions } from './fixtures/versions.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

let printed = ''
const stream = { write: (text: string) => void (printed += text) }

beforeEach(() => {
  printed = ''
  // Of a foreign logger in the constructor.
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
})
afterEach(() => void vi.restoreAllMocks())

const fails = (text: string) => async () => {
  throw new Error(text)
}

describe.each(versions)('Fastify %s', (version, make) => {
  const apps: [string, () => FastifyInstance][] = [
    ['no logger in the constructor', () => make()],
    ['pino in the constructor', () => make({ logger: { level: 'info', stream } })],
    ['the complete mode', () => make(fapilogFastifyOptions({ logger }, make as never))],
  ]

  describe.each(apps)('%s', (_what, start) => {
    const mount = async (app: FastifyInstance): Promise<FastifyInstance> => {
      await app.register(fapilogPlugin, { logger })
      app.get('/items/:id', async () => ({}))
      return shop.closing(app)
    }

    test('an error of an onResponse hook is logged, with its stack and the request’s ids', async () => {
      const app = await mount(start())
      app.addHook('onResponse', async () => {
        await pause(5)
        throw new Error('after all')
      })
      const before = (await shop.all()).length
      await app.inject({ url: '/items/1', headers: { 'x-request-id': 'r' } })
      let events: readonly LogEvent[] = []
      await vi.waitFor(async () => {
        events = (await shop.all()).slice(before)
        expect(events).toHaveLength(2)
      })
      const errored = events.find(({ message }) => message === 'request errored')
      expect(errored).toMatchObject({ level: 'ERROR', context: { request_id: 'r' } })
      expect(JSON.stringify(errored)).toMatch(/after all.*errors-of-hooks\.test/)
      expect(events.find(({ message }) => message === 'request_completed')).toBeDefined()
    })

    test('an error that an error handler answers with a redirect is no failure', async () => {
      const app = await mount(start())
      app.setErrorHandler((_error, _request, reply) => reply.redirect('/login'))
      app.get('/me', fails('not logged in'))
      const line = one(await shop.events(() => app.inject('/me')))
      expect(line).toMatchObject({
        level: 'INFO',
        message: 'request_completed',
        data: { status_code: 302, error: 'not logged in' },
      })
    })

    test('an error of a hook from before the plugin is in the request’s one line', async () => {
      const app = start()
      app.addHook('onRequest', fails('no session store'))
      await mount(app)
      const line = one(await shop.events(() => app.inject('/items/1?token=hush')))
      expect(line).toMatchObject({
        level: 'ERROR',
        message: 'request_failed',
        context: { request_id: expect.any(String) },
        data: { route: '/items/:id', status_code: 500, error: 'no session store' },
        diagnostics: { exception: { stack: expect.stringContaining('errors-of-hooks.test') } },
      })
      if (version !== '5.0') expect(printed).toBe('')
    })

    test.skipIf(version === '5.0')(
      'what a hook from before the plugin answers and logs has the ids of the request',
      async () => {
        const app = start()
        app.addHook('onRequest', async ({ log }, reply) => {
          log.info('rate limited')
          return reply.code(429).send('slow down')
        })
        await mount(app)
        const headers = { 'x-request-id': 'r' }
        const events = await shop.events(async () => {
          expect((await app.inject({ url: '/items/1', headers })).headers['x-request-id']).toBe('r')
        })
        expect(events).toMatchObject([
          { message: 'rate limited', context: { request_id: 'r' } },
          { message: 'request_completed', data: { status_code: 429, route: '/items/:id' } },
        ])
        expect(printed).toBe('')
      },
    )
  })
})
