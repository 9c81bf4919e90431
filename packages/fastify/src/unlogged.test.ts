import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { fapilogFastifyOptions } from './constructor-options.ts'
import { useCapture } from './fixtures/shop.ts'
import { versions } from './fixtures/versions.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

function routes(app: FastifyInstance): FastifyInstance {
  app.get('/ok', async ({ log }) => ({ logged: log.info('inside') }))
  app.get('/boom', async () => {
    throw new Error('broken')
  })
  return app
}

describe.each(versions)('the complete mode in Fastify %s', (version, make) => {
  describe.each([
    ['given Fastify', () => make(fapilogFastifyOptions({ logger }, make as never))],
    ['not given Fastify', () => make(fapilogFastifyOptions({ logger }))],
  ])('%s', (what, start) => {
    const lines = (app: FastifyInstance, url: string): Promise<string[]> =>
      shop.messages(() => app.inject(url))

    test('without the plugin, Fastify’s own lines are printed, with its error', async () => {
      const app = routes(shop.closing(start()))
      expect(await lines(app, '/ok')).toEqual(['incoming request', 'inside', 'request completed'])
      const events = await shop.events(() => app.inject('/boom'))
      expect(events.map(({ message }) => message)).toEqual([
        'incoming request',
        'broken',
        'request completed',
      ])
      expect(events[1]).toMatchObject({
        level: 'ERROR',
        data: { reqId: expect.any(String), err: { message: 'broken', stack: expect.any(String) } },
      })
      const unknown = JSON.stringify(await shop.events(() => app.inject('/none?token=hush')))
      expect(unknown).toContain('Route GET:/none')
      if (what === 'given Fastify' && version !== '5.0') expect(unknown).not.toContain('hush')
    })

    test('with the plugin further in, those of routes outside of it', async () => {
      const app = routes(shop.closing(start()))
      void app.register(async (child) => {
        await child.register(fapilogPlugin)
        child.get('/in', async () => {
          throw new Error('broken')
        })
      })
      expect(await lines(app, '/boom')).toEqual(['incoming request', 'broken', 'request completed'])
      const inside = await lines(app, '/in')
      // Before 5.10 it comes before anybody can know.
      expect(inside.filter((line) => version !== '5.0' || line !== 'incoming request')).toEqual([
        'request_failed',
      ])
    })
  })
})
