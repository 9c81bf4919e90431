import { get, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { gracefulShutdown } from './application-logging.ts'
import { listenAtBoth } from './fixtures/localhost.ts'
import { useCapture } from './fixtures/shop.ts'
import { versions } from './fixtures/versions.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

test('gracefulShutdown() wants the plugin, and right options', async () => {
  const app = shop.closing(fastify())
  const wrong = expect.objectContaining({ code: 'FAPILOG_E_ARGUMENT' }) as unknown
  expect(() => gracefulShutdown(app)).toThrow(wrong)
  await app.register(fapilogPlugin, { logger })
  expect(() => gracefulShutdown(app, { timeout: 1 } as object)).toThrow(wrong)
})

test('gracefulShutdown() closes the application with all its hooks, also from inside of a plugin', async () => {
  const app = fastify()
  await app.register(fapilogPlugin, { logger })
  app.addHook('onClose', async ({ log }) => log.info('closing'))
  let shutdown: ReturnType<typeof gracefulShutdown> | null = null
  await app.register(async (inner) => {
    shutdown = gracefulShutdown(inner, { signals: [], onClosed: () => app.log.info('closed') })
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const messages = await shop.messages(() => shutdown?.shutdown('the test'))
  expect(messages).toEqual(['shutdown_started', 'closing', 'closed', 'shutdown_completed'])
  expect(app.server.listening).toBe(false)
})

test.each(versions)(
  'gracefulShutdown() is about each address of `localhost`, in Fastify %s',
  async (_version, create) => {
    const app = create({ keepAliveTimeout: 600_000 })
    await app.register(fapilogPlugin, { logger })
    const order: string[] = []
    let answer = (): void => undefined
    const arrived = new Promise<void>((resolve) => {
      app.get('/', async (_request, reply) => {
        reply.raw.on('close', () => order.push('answered'))
        resolve()
        await new Promise<void>((done) => {
          answer = done
        })
        return 'late'
      })
    })
    app.get('/idle', async () => 'soon')
    // The first address has no request: the application closes at once.
    app.addHook('onClose', async () => void setImmediate(() => answer()))
    const shutdown = gracefulShutdown(app, {
      signals: [],
      timeoutMs: 600_000,
      onClosed: () => order.push('onClosed'),
    })
    const found = await listenAtBoth(app)
    const first = app.server.address() as AddressInfo
    const second = found.find(({ address }) => address !== first.address)
    if (second === undefined) return await app.close()
    let closings = 0
    app.server.on('close', () => closings++)
    const idle = connect(second.port, second.address)
    idle.write('GET /idle HTTP/1.1\r\nHost: a\r\n\r\n')
    const ended = text(idle)
    const open = ask(second)
    await arrived
    const done = shutdown.shutdown()
    const response = await open
    expect(response.headers.connection).toBe('close')
    expect(await text(response)).toBe('late')
    await done
    expect(await ended).toMatch(/soon$/)
    expect(order).toEqual(['answered', 'onClosed'])
    expect(closings).toBe(1)
  },
)

function ask({ address: host, port }: AddressInfo): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ host, port, headers: { connection: 'keep-alive' } }, resolve).on('error', reject)
  })
}
