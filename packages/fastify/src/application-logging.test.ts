import fastify from 'fastify'
import { expect, test } from 'vitest'
import { gracefulShutdown } from './application-logging.ts'
import { useCapture } from './fixtures/shop.ts'
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
