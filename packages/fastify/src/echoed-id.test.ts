import fastify, { type FastifyServerOptions, type RouteHandler } from 'fastify'
import { describe, expect, test } from 'vitest'
import { useCapture } from './fixtures/shop.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

async function answered(handle: RouteHandler): Promise<Response> {
  const app = shop.closing(fastify())
  await app.register(fapilogPlugin, { logger })
  app.get('/', handle)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return fetch(url, { headers: { 'x-request-id': 'r-1' } })
}

const idOf = ({ headers }: Response): string | null => headers.get('x-request-id')

describe('the id in the response', () => {
  test.each([
    ['what the handler returns', async () => ({ ok: true })],
    [
      'an error',
      async () => {
        throw new Error('no')
      },
    ],
  ])('of %s', async (_what, handle) => {
    expect(idOf(await answered(handle))).toBe('r-1')
  })

  test('is there for the handler, which may have another one', async () => {
    const response = await answered(async (_request, reply) => {
      expect(reply.getHeader('x-request-id')).toBe('r-1')
      reply.header('X-Request-ID', 'own')
      return 'ok'
    })
    expect(idOf(response)).toBe('own')
  })

  test('stays away where the handler takes it away', async () => {
    const response = await answered(async (_request, reply) => {
      reply.removeHeader('x-request-id')
      return 'ok'
    })
    expect([response.status, idOf(response)]).toEqual([200, null])
  })

  test('of a hijacked reply, however its head is written', async () => {
    const written = await answered((_request, reply) => {
      reply.hijack()
      reply.raw.write('a')
      reply.raw.end('b')
    })
    expect([idOf(written), await written.text()]).toEqual(['r-1', 'ab'])
    const listed = await answered((_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(202, ['x-own', 'yes'])
      reply.raw.end()
    })
    expect([idOf(listed), listed.status, listed.headers.get('x-own')]).toEqual(['r-1', 202, 'yes'])
  })

  test.each([
    ['an object', { 'X-Request-Id': 'own' }],
    ['a list', ['X-Request-Id', 'own']],
  ])('is left to a hijacked reply that names one in %s', async (_what, headers) => {
    const response = await answered((_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, headers)
      reply.raw.end()
    })
    expect(idOf(response)).toBe('own')
  })

  test("is left to a handler that gave Node's response one, and Fastify's headers stay as they are", async () => {
    const response = await answered((_request, reply) => {
      reply.raw.setHeader('x-request-id', 'own')
      void reply.header('x-other', 'kept').send('ok')
    })
    expect([idOf(response), response.headers.get('x-other')]).toEqual(['own', 'kept'])
  })

  const byHeader = ({ headers }: { headers: Record<string, unknown> }): string => String(headers['x-corr'])

  test.each<[string, FastifyServerOptions, string, string | null]>([
    ['generated', { genReqId: () => 'req-deadbeef01' }, 'abc', 'req-deadbeef01'],
    ['a number, whatever its type says', { genReqId: () => 42 as unknown as string }, 'abc', '42'],
    ['generated, and like the counter', { genReqId: () => 'req-beef01' }, 'abc', 'req-beef01'],
    ['taken from a header by genReqId', { genReqId: byHeader }, 'abc', 'abc'],
    ['taken from a header by Fastify', { requestIdHeader: 'x-corr' }, 'abc', 'abc'],
    ['counted', {}, 'abc', null],
    ['counted for want of a header', { requestIdHeader: 'x-other' }, 'abc', null],
    ['from a header, and unfit', { requestIdHeader: 'x-corr' }, 'a b', null],
    ['from a header by genReqId, and unfit', { genReqId: byHeader }, 'a b', null],
  ])('is the one in the log, also when it is %s', async (_what, options, sent, expected) => {
    const app = shop.closing(fastify(options))
    await app.register(async (child) => {
      await child.register(fapilogPlugin, { logger })
      child.get('/', async ({ id }) => id)
    })
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    let answer = new Response()
    const [line] = await shop.requestLines(1, async () => {
      answer = await fetch(url, { headers: { 'x-corr': sent } })
    })
    expect(line?.context['request_id']).toBe(idOf(answer))
    if (expected === null) expect(idOf(answer)).toMatch(/^[0-9a-f]{8}-/)
    else expect([idOf(answer), await answer.text()]).toEqual([expected, expected])
  })

  const LIKE_THE_COUNTER = 'req-beef01'
  const own = (): string => LIKE_THE_COUNTER

  const header = { requestIdHeader: 'x-corr' }

  test.each<[string, FastifyServerOptions, { before?: () => string; after?: () => string }]>([
    ['before the plugin', {}, { before: own }],
    ['after it', {}, { after: own }],
    ['after it, beside a header', header, { after: own }],
    ['by the constructor, beside a header', { ...header, genReqId: own }, {}],
    ['as one that is bound', {}, { before: own.bind(null) }],
  ])('is that of a genReqId set %s, although it looks counted', async (_when, options, { before, after }) => {
    const app = shop.closing(fastify(options))
    if (before !== undefined) app.setGenReqId(before)
    await app.register(fapilogPlugin, { logger })
    if (after !== undefined) app.setGenReqId(after)
    app.get('/', async ({ id }) => id)
    const { headers, body } = await app.inject('/')
    expect([headers['x-request-id'], body]).toEqual([LIKE_THE_COUNTER, LIKE_THE_COUNTER])
  })

  test('is none of the counter that Fastify was given back', async () => {
    const app = shop.closing(fastify())
    app.setGenReqId(own).setGenReqId(undefined as never)
    await app.register(fapilogPlugin, { logger })
    app.get('/', async ({ id }) => id)
    const { headers, body } = await app.inject('/')
    expect([headers['x-request-id'], body]).toEqual([expect.stringMatching(/^[0-9a-f]{8}-/), 'req-1'])
  })

  test('is that of a genReqId of the plugin that has the route, and of no other', async () => {
    const app = shop.closing(fastify())
    await app.register(fapilogPlugin, { logger })
    app.get('/counted', async ({ id }) => id)
    void app.register(async (child) => {
      child.setGenReqId(own).get('/own', async ({ id }) => id)
    })
    expect((await app.inject('/own')).headers['x-request-id']).toBe(LIKE_THE_COUNTER)
    const { headers, body } = await app.inject('/counted')
    expect([headers['x-request-id'], body]).toEqual([expect.stringMatching(/^[0-9a-f]{8}-/), 'req-1'])
  })

  test('is not one of a header where clients may not choose', async () => {
    const app = shop.closing(fastify({ requestIdHeader: 'x-corr' }))
    await app.register(fapilogPlugin, { logger, requestId: { propagate: false } })
    app.get('/', async () => 'ok')
    expect((await app.inject({ url: '/', headers: { 'x-corr': 'abc' } })).headers['x-request-id']).toMatch(
      /^[0-9a-f]{8}-/,
    )
  })

  test("is left out where it is the application's own, and no text for headers", async () => {
    const app = shop.closing(fastify({ genReqId: () => 'line\nbreak' }))
    await app.register(fapilogPlugin, { logger })
    app.get('/', async () => ({ ok: true }))
    const response = await fetch(await app.listen({ port: 0, host: '127.0.0.1' }))
    expect([response.status, idOf(response), await response.json()]).toEqual([200, null, { ok: true }])
  })
})
