import { AsyncLocalStorage } from 'node:async_hooks'
import {
  createServer,
  IncomingMessage,
  type RequestListener,
  request as send,
  ServerResponse,
} from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, Socket } from 'node:net'
import { pipeline } from 'node:stream'
import { type LogEvent, withContextProvider } from 'fapilog'
import { captureLogs } from 'fapilog/testing'
import { expect, it, onTestFinished } from 'vitest'
import { createRequestLogging, openNodeRequest, type RequestLoggingOptions } from './index.ts'

interface Service {
  readonly port: number
  /** Requests without a server. */
  readonly listener: RequestListener
  lines(): Promise<readonly LogEvent[]>
}

async function serve(
  act: (...args: [...Parameters<RequestListener>, run: (fn: () => void) => void]) => void,
  options: RequestLoggingOptions = {},
): Promise<Service> {
  const capture = captureLogs({ diagnostics: false })
  const logging = createRequestLogging({ ...options, logger: capture.logger })
  const listener: RequestListener = (request, response) => {
    const scope = openNodeRequest(logging, request, response)
    act(request, response, (fn) => scope.run(fn))
  }
  const server = createServer(listener)
  server.on('upgrade', (request) => {
    const response = new ServerResponse(request)
    listener(request, response as never)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await capture.stop()
  })
  return {
    port: (server.address() as AddressInfo).port,
    listener,
    async lines() {
      await expect.poll(() => logging.openRequests).toBe(0)
      return capture.events()
    },
  }
}

/** What the client got; it may break off. */
function get(port: number): Promise<{ readonly status: number | undefined; readonly text: string }> {
  return new Promise((resolve) => {
    let text = ''
    send({ port, host: '127.0.0.1', agent: false }, (response) => {
      const end = (): void => resolve({ status: response.statusCode, text })
      response.setEncoding('utf8').on('data', (more: string) => (text += more))
      response.on('error', end).on('end', end)
    }).end()
  })
}

it('has the status that went out, whatever it was set to later', async () => {
  const service = await serve((_request, response) => {
    response.write('begun')
    response.statusCode = 500
    response.end()
  })
  expect(await get(service.port)).toEqual({ status: 200, text: 'begun' })
  expect(await service.lines()).toMatchObject([{ message: 'request_completed', data: { status_code: 200 } }])
})

it('has its line where a simulated response never closes', async () => {
  class Simulated extends ServerResponse {
    // As that of adapters for functions in clouds: only `finish` comes.
    override end(): this {
      this.finished = true
      this.emit('finish')
      return this
    }
  }
  const service = await serve((_request, response) => {
    response.writeHead(201)
    response.end()
  })
  const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: '/simulated' })
  service.listener(request, new Simulated(request) as never)
  expect(await service.lines()).toMatchObject([
    { message: 'request_completed', data: { path: '/simulated', status_code: 201 } },
  ])
})

it('has its line when a WebSocket ends whose response nobody closes', async () => {
  const service = await serve(({ socket }) => {
    socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nhello')
  })
  const client = connect(service.port, '127.0.0.1')
  client.end('GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  client.resume()
  await new Promise((resolve) => client.on('close', resolve))
  expect(await service.lines()).toMatchObject([{ message: 'request_completed', data: { path: '/ws' } }])
})

it('has failed when the connection that broke was the server’s to another one', async () => {
  const upstream = createTcpServer((socket) => void socket.end('half of '))
  await new Promise<void>((resolve) => {
    upstream.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => void upstream.close())
  const service = await serve((_request, response) => {
    const source = connect((upstream.address() as AddressInfo).port, '127.0.0.1')
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    source.once('data', () => setImmediate(() => source.destroy(reset)))
    pipeline(source, response, () => undefined)
  })
  await get(service.port)
  expect(await service.lines()).toMatchObject([
    { level: 'ERROR', message: 'request_failed', data: { outcome: 'failed', error: 'read ECONNRESET' } },
  ])
})

it('leaves the application’s own stores alone, and asks context providers beside them', async () => {
  const own = new AsyncLocalStorage<string>()
  const remove = withContextProvider(() => ({ tenant_id: own.getStore() }))
  onTestFinished(remove)
  const service = await serve(
    (_request, response, run) => own.run('mine', () => run(() => void response.end(own.getStore()))),
    { logStart: 'info' },
  )
  expect(await get(service.port)).toEqual({ status: 200, text: 'mine' })
  const lines = await service.lines()
  expect(lines.map(({ message }) => message)).toEqual(['request_started', 'request_completed'])
  expect(lines[1]?.context).toMatchObject({ tenant_id: 'mine' })
})

it('has nothing of the request that ended it', async () => {
  const own = new AsyncLocalStorage<string>()
  const waiting: ServerResponse[] = []
  const service = await serve((_request, response, run) => {
    const name = waiting.length === 0 ? 'first' : 'second'
    own.run(name, () =>
      run(() => {
        if (waiting.push(response) === 2) for (const one of waiting) one.end()
      }),
    )
  })
  const first = get(service.port)
  await expect.poll(() => waiting.length).toBe(1)
  // Too late for the first one to have kept what it ran beside.
  onTestFinished(withContextProvider(() => ({ tenant_id: own.getStore() })))
  await Promise.all([first, get(service.port)])
  const tenants = (await service.lines()).map(({ context }) => context['tenant_id'])
  expect(new Set(tenants)).toEqual(new Set([undefined, 'second']))
})
