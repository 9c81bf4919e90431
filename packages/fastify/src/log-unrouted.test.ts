import { type AddressInfo, connect } from 'node:net'
import fastify from 'fastify'
import { expect, test, vi } from 'vitest'
import { listenAtBoth } from './fixtures/localhost.ts'
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
  const late = received.slice(received.indexOf('HTTP/1.1 503'))
  expect(late).toContain(`x-request-id: ${String(events[1]?.context['request_id'])}\r\n`)
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

test.each([
  ['malformed', '/users/%zz', 400],
  ['too long', `/users/${'x'.repeat(101)}`, 414],
  ['too long for the application', '/long/123456', 414],
])('a URL that is %s: the answer has the id of the line, or the client’s', async (_what, url, status) => {
  const app = shop.closing(fastify({ routerOptions: { maxParamLength: url.startsWith('/long') ? 5 : 100 } }))
  await app.register(fapilogPlugin, { logger })
  for (const path of ['/users/:id', '/long/:id']) app.get(path, async () => ({}))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const to = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}${url}`
  const answers: Response[] = []
  const [first, second] = await shop.requestLines(2, async () => {
    answers.push(await fetch(to), await fetch(to, { headers: { 'x-request-id': 'mine' } }))
  })
  expect(answers.map((answer) => answer.status)).toEqual([status, status])
  const [generated, mine] = answers.map(({ headers }) => headers.get('x-request-id'))
  expect(generated).toMatch(/^[0-9a-f-]{36}$/)
  expect(generated).toBe(first?.context['request_id'])
  expect([mine, second?.context['request_id']]).toEqual(['mine', 'mine'])
})

test('an encoded URL that has a route is logged by the hook, with its template', async () => {
  const app = shop.closing(fastify())
  await app.register(fapilogPlugin, { logger })
  app.get('/users/:id', async () => ({}))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  let id: string | null = null
  const [line, ...more] = await shop.requestLines(1, async () => {
    id = (await fetch(`http://127.0.0.1:${port}/users/a%20b`)).headers.get('x-request-id')
  })
  expect(more).toEqual([])
  expect(line).toMatchObject({ context: { request_id: id }, data: { route: '/users/:id', status_code: 200 } })
})

test('a malformed URL at each address of `localhost`', async ({ skip }) => {
  const app = shop.closing(fastify())
  await app.register(fapilogPlugin, { logger })
  const found = await listenAtBoth(app)
  if (found.length < 2) skip('needs ::1')
  const events = await shop.requestLines(2, async () => {
    for (const { address, port } of found) {
      const socket = connect(port, address)
      socket.end('GET /a%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n').resume()
      await new Promise((ended) => socket.once('close', ended))
    }
  })
  expect(events.map(({ data }) => [data['path'], data['status_code']])).toEqual([
    ['/a%zz', 400],
    ['/a%zz', 400],
  ])
})
