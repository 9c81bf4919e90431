import { once } from 'node:events'
import { createServer, type ServerOptions, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { captureLogs } from 'fapilog/testing'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createRequestLogging, openNodeRequest } from './index.ts'

interface Setup {
  readonly options?: ServerOptions
  readonly timeout?: number
  readonly handle?: (response: ServerResponse) => void
}

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

/** A server that answers nothing by itself, and the line of a request of which `text` is sent. */
async function lineOf({ options = {}, timeout = 0, handle }: Setup, text = GET, leave = false) {
  const capture = captureLogs()
  const logging = createRequestLogging({ logger: capture.logger })
  const server = createServer(options, (request, response) => {
    openNodeRequest(logging, request, response)
    request.on('error', () => undefined)
    handle?.(response)
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
  if (leave) client.once('data', () => client.resetAndDestroy())
  await once(client, 'close')
  await vi.waitFor(() => expect(logging.openRequests).toBe(0), { timeout: 20_000 })
  await logging.drain()
  return capture.events()
}

const GIVEN_UP = [{ level: 'ERROR', message: 'request_failed', data: { outcome: 'timeout' } }]

it('server.timeout: the connection was silent for too long', async () => {
  expect(await lineOf({ timeout: 20 })).toMatchObject(GIVEN_UP)
})

it('server.requestTimeout: the body took too long', async () => {
  const options = { headersTimeout: 10, requestTimeout: 20, connectionsCheckingInterval: 5 }
  const text = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc'
  expect(await lineOf({ options }, text)).toMatchObject(GIVEN_UP)
})

it('server.requestTimeout, which Node answers 408 by itself: headers that the handler made were not sent', async () => {
  const options = { headersTimeout: 10, requestTimeout: 20, connectionsCheckingInterval: 5 }
  const text = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc'
  const handle = (response: ServerResponse): void => void response.writeHead(202)
  const events = await lineOf({ options, handle }, text)
  expect(events).toMatchObject(GIVEN_UP)
  expect(events[0]?.data).not.toHaveProperty('status_code')
  expect(events[0]?.data).not.toHaveProperty('ttfb_ms')
  const sent = await lineOf({ options, handle: (response) => response.writeHead(202).flushHeaders() }, text)
  expect(sent).toMatchObject([{ data: { status_code: 202, ttfb_ms: expect.any(Number) } }])
})

it('response.setTimeout() of a handler, which is called when the connection is there already', async () => {
  const handle = (response: ServerResponse): void => void setImmediate(() => response.setTimeout(20))
  expect(await lineOf({ handle })).toMatchObject(GIVEN_UP)
})

it('response.setTimeout() with a callback that ends the connection itself', async () => {
  const handle = (response: ServerResponse): void =>
    void response.setTimeout(20, () => void response.destroy())
  expect(await lineOf({ handle })).toMatchObject(GIVEN_UP)
})

it('response.setTimeout() with a callback that goes on: the client that leaves later has aborted', async () => {
  const handle = (response: ServerResponse): void =>
    void response.setTimeout(20, () => void response.write('still here'))
  expect(await lineOf({ handle }, GET, true)).toMatchObject([
    { message: 'request_aborted', data: { outcome: 'aborted', status_code: 200 } },
  ])
})
