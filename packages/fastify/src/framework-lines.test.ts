import { setTimeout as pause } from 'node:timers/promises'
import { Readable } from 'node:stream'
import fastify, { type FastifyInstance } from 'fastify'
import { addRequestFields } from '@fapilog/request'
import { describe, expect, test } from 'vitest'
import { one, useCapture } from './fixtures/shop.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

function routes(app: FastifyInstance): FastifyInstance {
  app.get('/ok', async () => ({}))
  app.get('/throw', () => {
    throw new Error('broken')
  })
  app.get('/text', async () => {
    // oxlint-disable-next-line typescript/only-throw-error -- what applications do
    throw 'a text'
  })
  app.get('/refused', () => {
    throw Object.assign(new Error('no'), { statusCode: 422 })
  })
  app.get('/stream', (_request, reply) =>
    reply.send(
      Readable.from(
        (async function* () {
          yield 'first'
          await pause(1)
          throw new Error('broken off')
        })(),
      ),
    ),
  )
  app.get('/mine', async (request, reply) => {
    addRequestFields(request)
    request.log.info({ req: request, res: reply, err: new Error('e') }, 'my own line of it')
    request.log.info('Route GET:/other not found')
    return {}
  })
  return app
}

describe('lines of Fastify’s own', () => {
  test('absorbed: one line a request, with the error', async () => {
    const app = routes(shop.closing(fastify()))
    await app.register(fapilogPlugin, { logger })
    for (const [url, message] of [
      ['/ok', 'request_completed'],
      ['/nothing', 'request_completed'],
      ['/refused', 'request_completed'],
      ['/throw', 'request_failed'],
      ['/text', 'request_failed'],
    ] as const) {
      expect(one(await shop.events(() => app.inject(url))).message).toBe(message)
    }
    const streamed = await shop.events(() => app.inject('/stream').catch(() => undefined))
    expect(one(streamed)).toMatchObject({
      message: 'request_failed',
      diagnostics: { exception: { message: 'broken off' } },
    })
  })

  test('kept: Fastify’s beside ours, without what stands in the request', async () => {
    const app = routes(shop.closing(fastify()))
    await app.register(fapilogPlugin, { logger, frameworkLines: 'keep' })
    const failed = await shop.events(() => app.inject('/throw?token=hush'))
    expect(failed.map(({ message }) => message)).toEqual(['broken', 'request_failed'])
    expect(failed[0]?.data).toMatchObject({ req: { method: 'GET', url: '/throw' }, res: { statusCode: 500 } })
    const unknown = await shop.messages(() => app.inject('/nothing?token=hush'))
    expect(unknown).toEqual(['Route GET:/nothing not found', 'request_completed'])
    expect(JSON.stringify(failed)).not.toContain('hush')
  })

  test('lines of the application with the same objects are the application’s', async () => {
    const app = routes(shop.closing(fastify()))
    await app.register(fapilogPlugin, { logger })
    const events = await shop.events(() =>
      app.inject({ url: '/mine?token=hush', headers: { authorization: 'hush' } }),
    )
    expect(events.map(({ message }) => message)).toEqual([
      'my own line of it',
      'Route GET:/other not found',
      'request_completed',
    ])
    expect(events[0]?.data).toMatchObject({
      req: { method: 'GET', url: '/mine' },
      res: { statusCode: 200 },
      err: { message: 'e' },
    })
    expect(JSON.stringify(events)).not.toContain('hush')
  })
})
