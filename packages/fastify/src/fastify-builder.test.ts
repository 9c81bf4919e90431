import fastify from 'fastify'
import { expect, test } from 'vitest'
import { FastifyBuilder } from './fastify-builder.ts'
import { one, useCapture } from './fixtures/shop.ts'

const shop = useCapture()

test('builds a plugin with what it collected; register() has the last word', async () => {
  const plugin = new FastifyBuilder()
    .withLogger(shop.logger)
    .skipPaths(['/health'])
    .includeHeaders(['x-shop'])
    .withCorrelationId({ header: 'X-Correlation-ID' })
    .build()
  const app = shop.closing(fastify())
  await app.register(plugin, { query: 'full' })
  app.get('/health', async () => ({}))
  app.get('/', async () => ({}))
  expect(await shop.events(() => app.inject('/health'))).toEqual([])
  const headers = { 'x-shop': 'north', 'x-correlation-id': 'c' }
  const line = one(await shop.events(() => app.inject({ url: '/?a=1', headers })))
  expect(line).toMatchObject({ context: { request_id: 'c' }, data: { headers: { 'x-shop': 'north' } } })
  expect(JSON.stringify(line.data['query'])).toContain('a')
})

test('of two builds, each has what there was by then', async () => {
  const builder = new FastifyBuilder().withLogger(shop.logger)
  const before = builder.build()
  const after = builder.skipPaths(['/']).build()
  for (const [plugin, lines] of [
    [before, 1],
    [after, 0],
  ] as const) {
    const app = shop.closing(fastify())
    await app.register(plugin)
    app.get('/', async () => ({}))
    expect(await shop.events(() => app.inject('/'))).toHaveLength(lines)
  }
})

test('mistakes throw at build(), with their key', () => {
  const wrong: [string, FastifyBuilder][] = [
    ['sampleRate', new FastifyBuilder().sampleRate(3)],
    ['skipPaths', new FastifyBuilder().skipPaths(['health'])],
    ['requestId.header', new FastifyBuilder().withCorrelationId({ header: 'cookie' })],
    ['level', new FastifyBuilder().withLogger(shop.logger).withLevel('debug')],
  ]
  for (const [key, builder] of wrong) {
    expect(() => builder.build()).toThrow(expect.objectContaining({ code: 'FAPILOG_E_ARGUMENT', key }))
  }
})
