import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import { expect, test, vi } from 'vitest'
import { useCapture } from './fixtures/shop.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

test('a request that comes while the server closes: its 503 is logged, once, and without a line of Fastify’s', async () => {
  const app = fastify()
  await app.register(fapilogPlugin, { logger })
  let answer: () => void = () => undefined
  app.get('/', () => new Promise((resolve) => (answer = () => resolve({ ok: true }))))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  let received = ''
  socket.setEncoding('utf8').on('data', (text: string) => (received += text))
  const arrived = new Promise((resolve) => app.server.once('request', resolve))
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await arrived
  const events = await shop.requestLines(2, async () => {
    const closed = app.close()
    const second = new Promise((resolve) => app.server.once('request', resolve))
    await vi.waitFor(() => expect(app.server.listening).toBe(false), { timeout: 20_000 })
    socket.write('GET /late HTTP/1.1\r\nHost: a\r\n\r\n')
    await second
    answer()
    await closed
  })
  await vi.waitFor(() => expect(received).toContain('HTTP/1.1 503'), { timeout: 20_000 })
  expect(events.map(({ data }) => [data['path'], data['status_code']])).toEqual([
    ['/', 200],
    ['/late', 503],
  ])
  socket.destroy()
})

test('a hook that waits before ours: one line all the same', async () => {
  const app = shop.closing(fastify())
  app.addHook('onRequest', async () => {
    await new Promise(setImmediate)
  })
  await app.register(fapilogPlugin, { logger })
  app.get('/', async () => ({}))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const events = await shop.requestLines(1, async () => {
    await (await fetch(`http://127.0.0.1:${port}/`)).text()
  })
  expect(events.map(({ data }) => data['route'])).toEqual(['/'])
})

test('a hook that answers before ours is called: a line, without a route', async () => {
  const app = shop.closing(fastify())
  app.addHook('onRequest', async (_request, reply) => {
    await new Promise(setImmediate)
    await reply.code(401).send({})
  })
  await app.register(fapilogPlugin, { logger })
  app.get('/', async () => ({}))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const events = await shop.requestLines(1, async () => {
    await (await fetch(`http://127.0.0.1:${port}/`)).text()
  })
  expect(events[0]?.data).toMatchObject({ path: '/', status_code: 401 })
})
