import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import fastify50 from 'fastify-5.0'
import fastify6 from 'fastify-6'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { fapilogFastifyOptions } from './constructor-options.ts'
import { one, useCapture } from './fixtures/shop.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

/** Majors by the types of 5: what is used here is the same. */
const versions = {
  'Fastify 5.0': [fastify50, undefined],
  'Fastify 5': [fastify, fastify],
  'Fastify 6': [fastify6, fastify6],
} as unknown as Record<string, [typeof fastify, typeof fastify | undefined]>

/** Status, headers that say something, and body of a target that no client would send. */
function ask(app: FastifyInstance, path: string): Promise<string> {
  const { port } = app.server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, agent: false }, (response) => {
      const { statusCode, rawHeaders } = response
      const headers = rawHeaders.filter(
        (_, i) => !/^(date|x-request-id)$/i.test(rawHeaders[i - (i % 2)] ?? ''),
      )
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => (body += part))
      response.on('end', () => resolve(JSON.stringify([statusCode, headers, body])))
    })
    sent.on('error', reject).end()
  })
}

describe.each(Object.entries(versions))('fapilogFastifyOptions in %s', (_name, [make, controller]) => {
  const complete = (): FastifyServerOptions =>
    controller === undefined
      ? fapilogFastifyOptions({ logger })
      : fapilogFastifyOptions({ logger }, controller)

  test('one line a request, one id for request.id, log and response', async () => {
    const app = shop.closing(make(complete()))
    await app.register(fapilogPlugin)
    app.get('/', async ({ id, log }) => {
      log.info('inside')
      return id
    })
    const events = await shop.events(async () => {
      const { body, headers } = await app.inject('/')
      expect(headers['x-request-id']).toBe(body)
      const sent = await app.inject({ url: '/', headers: { 'x-request-id': 'mine' } })
      expect(sent.body).toBe('mine')
    })
    expect(events.map(({ message }) => message)).toEqual([
      'inside',
      'request_completed',
      'inside',
      'request_completed',
    ])
    expect(events.map(({ context }) => context['request_id']).slice(2)).toEqual(['mine', 'mine'])
  })

  test('what Fastify logs before the plugin is loaded is ours, too', async () => {
    const app = shop.closing(make(complete()))
    expect(await shop.messages(() => app.log.info('early'))).toEqual(['early'])
  })

  test('serializers of a route, and its level', async () => {
    const app = shop.closing(make(complete()))
    await app.register(fapilogPlugin)
    const logSerializers = { order: () => 'serialized' }
    app.get('/', { logSerializers, logLevel: 'warn' }, async ({ log }) => {
      log.info('not this')
      log.warn({ order: { secret: 1 } }, 'this')
    })
    const events = await shop.events(() => app.inject('/'))
    expect(events.map(({ message }) => message)).toEqual(['this'])
    expect(events[0]?.data).toEqual({ order: 'serialized' })
  })

  test('errors have their line, not one of Fastify’s beside it', async () => {
    const app = shop.closing(make(complete()))
    await app.register(fapilogPlugin)
    app.get('/', () => {
      throw new Error('broken')
    })
    const line = one(await shop.events(() => app.inject('/')))
    expect(line).toMatchObject({
      message: 'request_failed',
      diagnostics: { exception: { message: 'broken' } },
    })
    expect(one(await shop.events(() => app.inject('/nothing'))).data['status_code']).toBe(404)
  })

  test('what no hook sees: one id for the log and the response', async () => {
    const app = shop.closing(make(complete()))
    await app.register(fapilogPlugin)
    app.get('/items/:id', async () => ({}))
    const [line] = await shop.requestLines(1, async () => {
      const answer = await app.inject({ url: '/items/%zz', headers: { 'x-request-id': 'mine' } })
      expect([answer.statusCode, answer.headers['x-request-id']]).toEqual([400, 'mine'])
    })
    expect(line).toMatchObject({ context: { request_id: 'mine' } })
  })

  test('what no hook sees: the same answer to the byte, and the error', async () => {
    const plain = shop.closing(make())
    const app = shop.closing(make(complete()))
    await app.register(fapilogPlugin)
    for (const one of [plain, app]) {
      one.get('/items/:id', async () => ({}))
      await one.listen({ port: 0, host: '127.0.0.1' })
    }
    for (const path of ['/items/%zz', `/items/${'x'.repeat(200)}`]) {
      const expected = await ask(plain, path)
      const lines = await shop.requestLines(1, async () => expect(await ask(app, path)).toBe(expected))
      // In 5.0 a parameter that is too long matches no route; later it is an error of its own.
      const errors = expected.includes('FST_ERR_') ? { error_type: 'FastifyError' } : {}
      expect(one(lines).data).toMatchObject({ path, ...errors })
    }
    expect(await ask(plain, '/items/%zz')).toContain('FST_ERR_BAD_URL')
  })
})
