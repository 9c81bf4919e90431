import { createServer, type RequestListener, type Server, ServerResponse } from 'node:http'
import { connect, createServer as createSecondServer } from 'node:http2'
import { type AddressInfo, connect as openConnection, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { LogEvent } from 'fapilog'
import { captureLogs } from 'fapilog/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  createRequestLogging,
  getRequestLogger,
  getRequestScope,
  openNodeRequest,
  type RequestLogging,
  type RequestLoggingOptions,
} from './index.ts'

interface Service {
  readonly url: string
  readonly server: Server
  lines(): Promise<readonly LogEvent[]>
}

async function idle(logging: RequestLogging): Promise<void> {
  while (logging.openRequests > 0) await new Promise((resolve) => setTimeout(resolve, 1))
}

async function serve(
  listener: (logging: RequestLogging) => RequestListener,
  options: RequestLoggingOptions = {},
): Promise<Service> {
  const capture = captureLogs({ diagnostics: false })
  const logging = createRequestLogging({ ...options, logger: capture.logger })
  const server = createServer(listener(logging))
  await new Promise<void>((resolve) => {
    server.listen(0, resolve)
  })
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await capture.stop()
  })
  const { port } = server.address() as AddressInfo
  return {
    server,
    url: `http://127.0.0.1:${port}`,
    async lines() {
      await idle(logging)
      return capture.events()
    },
  }
}

describe('a request of node:http', () => {
  /** As @fastify/websocket opens it: a response over a connection that somebody else answers on. */
  it.each<[string, (socket: Duplex) => void, object]>([
    [
      'answered on its connection',
      (socket) => void socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nhello'),
      { level: 'INFO', message: 'request_completed', data: { outcome: 'completed' } },
    ],
    [
      'given up before anything was written',
      (socket) => void socket.destroy(),
      { level: 'WARNING', message: 'request_aborted', data: { outcome: 'aborted' } },
    ],
  ])('that was upgraded, %s', async (_what, answer, expected) => {
    let open: RequestListener = () => undefined
    const service = await serve((logging) => {
      open = (request, response) => {
        openNodeRequest(logging, request, response).run(() => answer(request.socket))
      }
      return open
    })
    service.server.on('upgrade', (request, socket: Socket) => {
      const response = new ServerResponse(request)
      response.assignSocket(socket)
      open(request, response as never)
    })
    const client = openConnection(Number(new URL(service.url).port), '127.0.0.1')
    client.on('error', () => undefined)
    client.write('GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    client.resume()
    await new Promise((resolve) => client.on('close', resolve))
    const lines = await service.lines()
    expect(lines).toMatchObject([expected])
    // What was answered, nobody here has seen.
    expect(lines[0]?.data).not.toHaveProperty('status_code')
  })

  it('runs in its scope, and has its line', async () => {
    const service = await serve((logging) => (request, response) => {
      const scope = openNodeRequest(logging, request, response)
      scope.run(() => {
        expect(getRequestScope({ raw: request })).toBe(scope)
        expect(getRequestScope(request)).toBe(scope)
        getRequestLogger().info('inside')
        response.end('ok')
      })
    })
    const response = await fetch(`${service.url}/a?b=1`, { headers: { 'x-request-id': 'id-1' } })
    expect(await response.text()).toBe('ok')
    expect(response.headers.get('x-request-id')).toBe('id-1')
    expect(await service.lines()).toMatchObject([
      { message: 'inside', context: { request_id: 'id-1' } },
      {
        message: 'request_completed',
        context: { request_id: 'id-1' },
        data: { path: '/a', status_code: 200, client_ip: expect.stringContaining('127.0.0.1') as string },
      },
    ])
  })

  it('has its line also when nothing ran in its scope', async () => {
    const service = await serve((logging) => (request, response) => {
      openNodeRequest(logging, request, response)
      response.end('ok')
    })
    await (await fetch(service.url, { headers: { 'x-request-id': 'id-2' } })).text()
    expect(await service.lines()).toMatchObject([{ context: { request_id: 'id-2' } }])
  })

  it('has its id in the response unless that has one, or nobody wants it', async () => {
    const answerId = async (options: RequestLoggingOptions, own?: string): Promise<string | null> => {
      const service = await serve(
        (logging) => (request, response) => {
          if (own !== undefined) response.setHeader('X-Request-ID', own)
          openNodeRequest(logging, request, response)
          response.end()
        },
        options,
      )
      return (await fetch(service.url, { headers: { 'x-request-id': 'in' } })).headers.get('x-request-id')
    }
    expect(await answerId({})).toBe('in')
    expect(await answerId({}, 'own')).toBe('own')
    expect(await answerId({ requestId: { echo: false } })).toBeNull()
  })

  it('has its line when its client left before it was opened', async () => {
    const service = await serve((logging) => (request, response) => {
      response.on('close', () => setImmediate(() => openNodeRequest(logging, request, response)))
    })
    const controller = new AbortController()
    service.server.on('request', () => controller.abort())
    const closed = new Promise((resolve) => {
      service.server.on('request', (_request, response) => response.on('close', resolve))
    })
    await fetch(`${service.url}/a`, { signal: controller.signal }).catch(() => undefined)
    await closed
    await new Promise((resolve) => setImmediate(resolve))
    expect(await service.lines()).toMatchObject([{ message: 'request_aborted', data: { path: '/a' } }])
  })

  it('may be opened when its headers are out already', async () => {
    const service = await serve((logging) => (request, response) => {
      response.writeHead(200).write('a')
      openNodeRequest(logging, request, response)
      response.end('b')
    })
    expect(await (await fetch(service.url)).text()).toBe('ab')
    expect((await service.lines()).map(({ message }) => message)).toEqual(['request_completed'])
  })

  it('says when its first byte went out, whoever else looks for that', async () => {
    const seen: string[] = []
    const service = await serve((logging) => (request, response) => {
      const writeHead = response.writeHead.bind(response)
      response.writeHead = function before(...args: readonly unknown[]) {
        seen.push('before')
        return Reflect.apply(writeHead, null, args) as typeof response
      }
      openNodeRequest(logging, request, response)
      const ours = response.writeHead.bind(response)
      response.writeHead = function after(...args: readonly unknown[]) {
        seen.push('after')
        return Reflect.apply(ours, null, args) as typeof response
      }
      response.statusCode = 202
      response.end(String(response.writeHead(203, { 'x-set': '1' }) === response))
    })
    const response = await fetch(service.url)
    expect(response.status).toBe(203)
    expect(response.headers.get('x-set')).toBe('1')
    expect(await response.text()).toBe('true')
    expect(seen).toEqual(['after', 'before'])
    expect((await service.lines())[0]?.data['ttfb_ms']).toBeGreaterThan(0)
  })

  it('keeps its line when the hook of its framework throws', async () => {
    const service = await serve((logging) => (request, response) => {
      openNodeRequest(logging, request, response, {
        onSettle: () => {
          throw new Error('hook')
        },
      })
      response.end()
    })
    await fetch(service.url)
    expect(await service.lines()).toHaveLength(1)
  })

  it('counts the bytes that are known', async () => {
    const service = await serve((logging) => (request, response) => {
      openNodeRequest(logging, request, response)
      request.resume()
      if (request.url === '/stream') response.write('1234')
      else response.setHeader('content-length', 4)
      response.end(request.url === '/stream' ? undefined : '1234')
    })
    for (const [path, method] of [
      ['/text', 'POST'],
      ['/text', 'HEAD'],
      ['/stream', 'GET'],
    ] as const) {
      await fetch(`${service.url}${path}`, { method, ...(method === 'POST' ? { body: 'abc' } : {}) }).then(
        (r) => r.text(),
      )
    }
    const bytes = (await service.lines()).map(({ data }) => [data['request_bytes'], data['response_bytes']])
    expect(bytes).toEqual([
      [3, 4],
      [undefined, 0],
      [undefined, undefined],
    ])
  })
})

describe('a request of HTTP/2', () => {
  it('has its line by the compatibility API, also when it is aborted', async () => {
    const capture = captureLogs({ diagnostics: false })
    onTestFinished(() => capture.stop())
    const logging = createRequestLogging({ logger: capture.logger })
    let asked = (): void => undefined
    const server = createSecondServer((request, response) => {
      openNodeRequest(logging, request, response).run(() => {
        if (request.url === '/hang') asked()
        else response.end('ok')
      })
    })
    await new Promise<void>((resolve) => {
      server.listen(0, resolve)
    })
    const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    onTestFinished(() => {
      session.destroy()
      server.close()
    })
    expect(await text(session.request({ ':path': '/ok', 'x-request-id': 'h2' }))).toBe('ok')
    const hanging = session.request({ ':path': '/hang' })
    hanging.on('error', () => undefined)
    await new Promise<void>((resolve) => {
      asked = resolve
    })
    hanging.close()
    await idle(logging)
    expect(await capture.events()).toMatchObject([
      {
        message: 'request_completed',
        context: { request_id: 'h2' },
        data: { path: '/ok', status_code: 200, ttfb_ms: expect.any(Number) as number },
      },
      { message: 'request_aborted', data: { path: '/hang', outcome: 'aborted' } },
    ])
  })
})
