import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequestLogging, openNodeRequest } from '@fapilog/request'
import { describe, expect, test } from 'vitest'
import { fapilogFastifyOptions } from './constructor-options.ts'
import { one, useCapture } from './fixtures/shop.ts'
import { versions } from './fixtures/versions.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

// Before 5.10 there is no controller of Fastify's own lines to learn it from.
describe.each(versions.filter(([version]) => version !== '5.0'))('Fastify %s', (_version, make) => {
  test('the error that was answered with, when the error handler fails as well', async () => {
    const app = shop.closing(make())
    await app.register(fapilogPlugin, { logger })
    app.setErrorHandler(() => {
      throw new TypeError('the handler broke')
    })
    app.get('/', async () => {
      throw new Error('the first one')
    })
    const line = one(await shop.events(async () => expect((await app.inject('/')).statusCode).toBe(500)))
    expect(line).toMatchObject({
      message: 'request_failed',
      data: { error_type: 'TypeError', error: 'the handler broke' },
      diagnostics: { exception: { message: 'the handler broke' } },
    })
  })

  test('the text of what was thrown and is no Error', async () => {
    const app = shop.closing(make())
    await app.register(fapilogPlugin, { logger })
    app.setErrorHandler((_error, _request, reply) => void reply.code(500).send('no'))
    app.get('/', async () => {
      // oxlint-disable-next-line typescript/only-throw-error -- that is what is tested
      throw { message: 'db down', code: 'E_DB' }
    })
    const line = one(await shop.events(() => app.inject('/')))
    expect(line.data).toMatchObject({ error_type: 'object', error: 'db down' })
  })

  test('a malformed URL without its query', async () => {
    const app = shop.closing(make(fapilogFastifyOptions({ logger }, make as never)))
    await app.register(fapilogPlugin)
    const events = await shop.events(() => app.inject('/reset/100%?token=hush'))
    const line = one(events)
    expect(JSON.stringify(line)).not.toContain('hush')
    expect(line.data).toMatchObject({ status_code: 400, error: "'/reset/100%' is not a valid url component" })
  })

  test('a request that was opened outside of the application: its route, rules and loggers', async () => {
    const app = shop.closing(make())
    await app.register(fapilogPlugin, { logger })
    app.get('/items/:id', async ({ log }) => ({ logged: log.info('inside') }))
    app.get('/quiet', { config: { fapilog: false } }, async () => ({}))
    await app.ready()
    const logging = createRequestLogging({ logger })
    const server = createServer((request, response) => {
      openNodeRequest(logging, request, response).run(() => app.routing(request, response))
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const events = await shop.events(async () => {
      await (await fetch(`${url}/items/1`)).text()
      await (await fetch(`${url}/quiet`)).text()
      await expect.poll(() => logging.openRequests).toBe(0)
    })
    server.closeAllConnections()
    server.close()
    expect(events.map(({ message }) => message)).toEqual(['inside', 'request_completed'])
    expect(events[1]?.data).toMatchObject({ path: '/items/1', route: '/items/:id' })
    expect(events[0]?.context['request_id']).toBe(events[1]?.context['request_id'])
  })
})
