import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { Readable } from 'node:stream'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { addRequestFields } from '@fapilog/request'
import { describe, expect, test } from 'vitest'
import { fapilogFastifyOptions } from './constructor-options.ts'
import { one, useCapture } from './fixtures/shop.ts'
import { versions } from './fixtures/versions.ts'
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
    expect(failed.map(({ message }) => message)).toEqual(['incoming request', 'broken', 'request_failed'])
    expect(failed[1]?.data).toMatchObject({ req: { method: 'GET', url: '/throw' }, res: { statusCode: 500 } })
    const unknown = await shop.messages(() => app.inject('/nothing?token=hush'))
    expect(unknown).toEqual(['incoming request', 'Route GET:/nothing not found', 'request_completed'])
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

  test.each(versions)(
    'no password of an absolute URL, by whom ever it is logged: Fastify %s',
    async (_version, make) => {
      const app = shop.closing(make())
      await app.register(fapilogPlugin, { logger, frameworkLines: 'keep' })
      app.get('/ok', async (request) => {
        request.log.info({ req: request }, 'whole')
        return {}
      })
      await app.listen({ port: 0, host: '127.0.0.1' })
      const { port } = app.server.address() as AddressInfo
      const before = (await shop.all()).length
      await shop.requestLines(2, async () => {
        for (const path of ['/ok', '/none']) {
          const url = `http://user:hush@shop.test${path}?token=hush`
          const [answer] = await once(request({ port, path: url, agent: false }).end(), 'response')
          await text(answer as IncomingMessage)
        }
      })
      const events = (await shop.all()).slice(before)
      expect(events.find(({ message }) => message === 'whole')?.data).toMatchObject({ req: { url: '/ok' } })
      expect(events.map(({ message }) => message)).toContain('Route GET:/none not found')
      expect(JSON.stringify(events)).not.toContain('hush')
    },
  )

  test.each(versions)(
    'lines of the application in Fastify’s own words are printed: Fastify %s',
    async (_version, make) => {
      const app = shop.closing(make(fapilogFastifyOptions({ logger })))
      await app.register(fapilogPlugin, { logger })
      app.get('/quote', async (request, reply) => {
        const err = new Error('cache miss')
        request.log.info({ req: request }, 'incoming request')
        request.log.warn({ req: request, res: reply, err }, err.message)
        reply.log.error({ res: reply, err }, 'request errored')
        reply.log.info({ res: reply, responseTime: 1 }, 'request completed')
        request.log.info('Route GET:/quote not found')
        return { price: 1 }
      })
      app.setErrorHandler((err: Error, request, reply) => {
        request.log.error({ req: request, res: reply, err }, err.message)
        return reply.code(503).send({})
      })
      app.get('/handled', async () => {
        throw new Error('no shop')
      })
      expect(await shop.messages(() => app.inject('/quote'))).toEqual([
        'incoming request',
        'cache miss',
        'request errored',
        'request completed',
        'Route GET:/quote not found',
        'request_completed',
      ])
      expect(await shop.messages(() => app.inject('/handled'))).toEqual(['no shop', 'request_failed'])
    },
  )

  test('a log controller of the application is heard', async () => {
    class Mine extends fastify.LogController {
      override incomingRequest(request: FastifyRequest): void {
        request.log.info('mine')
      }
    }
    const app = routes(shop.closing(fastify({ logController: new Mine() })))
    await app.register(fapilogPlugin, { logger })
    expect(await shop.messages(() => app.inject('/throw'))).toEqual(['mine', 'request_failed'])
  })
})
