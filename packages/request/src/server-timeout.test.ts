import { once } from 'node:events'
import { createServer, type ServerOptions } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { captureLogs } from 'fapilog/testing'
import { expect, it, onTestFinished } from 'vitest'
import { createRequestLogging, openNodeRequest } from './index.ts'

/** A server that answers nothing, and the line of a request of which `text` is sent. */
async function lineOf(options: ServerOptions, timeout: number, text: string) {
  const capture = captureLogs()
  const logging = createRequestLogging({ logger: capture.logger })
  const server = createServer(options, (request, response) => {
    openNodeRequest(logging, request, response)
    request.on('error', () => undefined)
  })
  server.timeout = timeout
  server.listen(0, '127.0.0.1')
  onTestFinished(async () => {
    server.close()
    await capture.stop()
  })
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.resume().write(text)
  await once(client, 'close')
  await logging.drain()
  return capture.events()
}

const GIVEN_UP = [{ level: 'ERROR', message: 'request_failed', data: { outcome: 'timeout' } }]

it('server.timeout: the connection was silent for too long', async () => {
  expect(await lineOf({}, 20, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toMatchObject(GIVEN_UP)
})

it('server.requestTimeout: the body took too long', async () => {
  const options = { headersTimeout: 10, requestTimeout: 20, connectionsCheckingInterval: 5 }
  const text = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc'
  expect(await lineOf(options, 0, text)).toMatchObject(GIVEN_UP)
})
