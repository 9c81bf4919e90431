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
    return { admitted: await logged }
  })
  expect((await app.inject('/')).json()).toEqual({ admitted: true })
  const facade: unknown = app.fapilog
  expect(await (facade as AsyncLoggerFacade).info('outside')).toBe(true)
  await app.close()
  expect(memory.events().map(({ message }) => message)).toEqual(['inside', 'request_completed', 'outside'])
})
