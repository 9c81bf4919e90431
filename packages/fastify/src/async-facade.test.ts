import fastify from 'fastify'
import { type AsyncLoggerFacade, memorySink } from 'fapilog'
import { expect, test } from 'vitest'
import { fapilogPlugin } from './plugin.ts'

test('async: true hands out the facade that waits for room', async () => {
  const memory = memorySink()
  const app = fastify()
  await app.register(fapilogPlugin, { async: true, reuse: false, sinks: [memory.sink] })
  app.get('/', async ({ log }) => {
    const logged: unknown = log.info('inside')
    expect(logged).toBeInstanceOf(Promise)
    await logged
    return { waited: true }
  })
  expect((await app.inject('/')).json()).toEqual({ waited: true })
  const facade: unknown = app.fapilog
  expect(await (facade as AsyncLoggerFacade).info('outside')).toBe(true)
  await app.close()
  expect(memory.events().map(({ message }) => message)).toEqual(['inside', 'request_completed', 'outside'])
})

test('async: true: hooks that return what a log call returns change nothing', async () => {
  const memory = memorySink()
  const app = fastify()
  await app.register(fapilogPlugin, { async: true, reuse: false, sinks: [memory.sink] })
  app.addHook('onReady', async () => app.log.info('onReady'))
  app.addHook('onSend', async ({ log }) => log.info('onSend'))
  app.addHook('preClose', async () => app.log.child({ a: 1 }).info('preClose'))
  app.addHook('onClose', async () => app.log.info({ a: 1 }, 'onClose'))
  app.get('/', async () => ({ ok: true }))
  const { statusCode, body } = await app.inject('/')
  expect([statusCode, body]).toEqual([200, '{"ok":true}'])
  await app.close()
  const messages = memory.events().map(({ message }) => message)
  expect(messages).toEqual(['onReady', 'onSend', 'request_completed', 'preClose', 'onClose'])
})
