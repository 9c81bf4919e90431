import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { one, useCapture } from './fixtures/shop.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

test('handlerTimeout: what Fastify answered, and that the server gave up', async () => {
  const app = shop.closing(fastify({ handlerTimeout: 5 }))
  await app.register(fapilogPlugin, { logger })
  app.get('/', () => new Promise(() => undefined))
  const events = await shop.events(async () => expect((await app.inject('/')).statusCode).toBe(503))
  expect(one(events)).toMatchObject({
    message: 'request_failed',
    data: { status_code: 503, outcome: 'timeout', error_type: 'FastifyError' },
  })
})

test('connectionTimeout: the outcome is a timeout', async () => {
  const app = shop.closing(fastify({ connectionTimeout: 20 }))
  await app.register(fapilogPlugin, { logger })
  app.get('/', () => new Promise(() => undefined))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const lines = await shop.requestLines(
    1,
    () =>
      new Promise((resolve) => {
        request({ port, host: '127.0.0.1', agent: false }).on('error', resolve).end()
      }),
  )
  expect(one(lines)).toMatchObject({ message: 'request_failed', data: { outcome: 'timeout', route: '/' } })
})
