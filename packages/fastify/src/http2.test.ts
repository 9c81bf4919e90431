import { connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { one, useCapture } from './fixtures/shop.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

test('HTTP/2: one line a stream, finished or reset', async () => {
  const app = fastify({ http2: true })
  await app.register(fapilogPlugin, { logger })
  app.get('/', async () => ({ ok: true }))
  let arrived: () => void = () => undefined
  const hanging = new Promise<void>((resolve) => (arrived = resolve))
  app.get('/hang', () => new Promise(arrived))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const session = connect(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)

  const line = one(
    await shop.requestLines(1, async () => {
      const stream = session.request({ ':path': '/?token=hush', 'x-request-id': 'h2' })
      stream.resume().end()
      const headers = new Promise<object>((resolve) => stream.once('response', resolve))
      expect(await headers).toMatchObject({ ':status': 200, 'x-request-id': 'h2' })
      await new Promise((resolve) => stream.once('close', resolve))
    }),
  )
  expect(line).toMatchObject({
    message: 'request_completed',
    context: { request_id: 'h2' },
    data: { route: '/', path: '/', status_code: 200, client_ip: '127.0.0.1' },
  })

  const reset = one(
    await shop.requestLines(1, async () => {
      const stream = session.request({ ':path': '/hang' })
      stream.on('error', () => undefined).end()
      await hanging
      stream.close(8)
    }),
  )
  expect(reset).toMatchObject({ message: 'request_aborted', data: { path: '/hang', outcome: 'aborted' } })
  session.destroy()
  await app.close()
})
