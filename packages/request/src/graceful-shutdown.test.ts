import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect, createServer as createSecondServer } from 'node:http2'
import { type AddressInfo, connect as openConnection } from 'node:net'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { captureLogs } from 'fapilog/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createRequestLogging, gracefulShutdown, type GracefulShutdownOptions } from './index.ts'

function setUp(options: GracefulShutdownOptions): {
  shutdown: ReturnType<typeof gracefulShutdown>
  capture: ReturnType<typeof captureLogs>
} {
  const capture = captureLogs({ diagnostics: false })
  onTestFinished(() => capture.stop())
  const shutdown = gracefulShutdown(createServer(), createRequestLogging({ logger: capture.logger }), options)
  onTestFinished(() => shutdown.uninstall())
  return { shutdown, capture }
}

describe('gracefulShutdown', () => {
  it.each<[string, object]>([
    ['signals', { signals: ['SIGKILL'] }],
    ['readinessDelayMs', { readinessDelayMs: '3s' }],
    ['timeoutMs', { timeoutMs: -1 }],
    ['close', { close: true }],
    ['onClosed', { onClosed: 'db' }],
    ['timeout', { timeout: 1 }],
  ])('refuses a wrong %s', (key, options) => {
    expect(() => setUp(options)).toThrow(expect.objectContaining({ code: 'FAPILOG_E_ARGUMENT', key }))
  })

  it('listens for signals until it is uninstalled', () => {
    const count = (): number => process.listenerCount('SIGTERM') + process.listenerCount('SIGHUP')
    const before = count()
    const { shutdown } = setUp({ signals: ['SIGTERM', 'SIGHUP'] })
    expect(count()).toBe(before + 2)
    shutdown.uninstall()
    expect(count()).toBe(before)
  })

  it('announces itself to HTTP/1 clients by a header, which HTTP/2 does not have', async () => {
    const warnings: Error[] = []
    const note = (warning: Error): unknown => warnings.push(warning)
    process.on('warning', note)
    const capture = captureLogs()
    onTestFinished(() => capture.stop())
    const server = createSecondServer((_request, response) => response.end('late'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await once(client, 'connect')
    const logging = createRequestLogging({ logger: capture.logger })
    const done = gracefulShutdown(server, logging, { signals: [], readinessDelayMs: 50 }).shutdown()
    expect(await text(client.request({ ':path': '/' }))).toBe('late')
    client.close()
    await done
    await setImmediate()
    process.off('warning', note)
    expect(warnings).toEqual([])
  })

  describe('connections that are kept alive', () => {
    /** A server whose requests are answered when told, and connections to it that nobody but the shutdown closes. */
    async function serve(begin: (response: ServerResponse) => void = () => undefined) {
      const capture = captureLogs()
      onTestFinished(() => capture.stop())
      const open: ServerResponse[] = []
      const server = createServer({ keepAliveTimeout: 600_000 }, (_request, response) => {
        begin(response)
        open.push(response)
        server.emit('open')
      })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      onTestFinished(() => server.closeAllConnections())
      const { port } = server.address() as AddressInfo
      const logging = createRequestLogging({ logger: capture.logger })
      const graceful = gracefulShutdown(server, logging, { signals: [], timeoutMs: 600_000 })
      /** The text that came until the other side has closed the connection. */
      const send = async (requests: number) => {
        const socket = openConnection(port, '127.0.0.1')
        onTestFinished(() => void socket.destroy())
        const ask = async (count: number): Promise<void> => {
          socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(count))
          const before = open.length
          while (open.length < before + count) await once(server, 'open')
        }
        await ask(requests)
        return { ask, ended: text(socket) }
      }
      return { shutdown: () => graceful.shutdown(), open, send }
    }

    it('are told with the answer to what was open when it began, and end with it', async () => {
      const { shutdown, open, send } = await serve()
      const { ended } = await send(1)
      const done = shutdown()
      open[0]?.writeHead(200, { 'X-Shop': 'north' }).end('late')
      expect(await ended).toMatch(
        /x-shop: north\r\n[^]*connection: close\r\n|connection: close\r\n[^]*x-shop: north\r\n/i,
      )
      await done
    })

    it('are told with the last one of pipelined answers: the others would be lost', async () => {
      const { shutdown, open, send } = await serve()
      const { ended } = await send(2)
      const done = shutdown()
      open[0]?.end('first')
      open[1]?.end('second')
      const received = await ended
      expect(received).toMatch(/first[^]*second/)
      expect(received.match(/connection: close/gi)).toHaveLength(1)
      await done
    })

    it('are told with the last one of those that came pipelined since it began', async () => {
      const { shutdown, open, send } = await serve()
      const { ask, ended } = await send(1)
      const done = shutdown()
      await ask(2)
      for (const [index, response] of open.entries()) response.end(`answer ${index}`)
      const received = await ended
      expect(received).toMatch(/answer 0[^]*answer 1[^]*connection: close[^]*answer 2/i)
      expect(received.match(/connection: close/gi)).toHaveLength(1)
      await done
    })

    it('are told by none of pipelined answers where the last one was there before: the others would be lost', async () => {
      const { shutdown, open, send } = await serve()
      const { ended } = await send(2)
      open[1]?.end('second')
      const done = shutdown()
      open[0]?.end('first')
      expect(await ended).toMatch(/first[^]*second/)
      await done
    })

    it('are closed when they have become idle, where the headers had been sent before', async () => {
      const { shutdown, open, send } = await serve((response) => void response.write('begun'))
      const { ended } = await send(1)
      const done = shutdown()
      open[0]?.end('late')
      expect(await ended).not.toMatch(/connection: close/i)
      await done
    })
  })

  it('goes on past a step that hangs, and says so', async () => {
    const { shutdown, capture } = setUp({
      signals: [],
      timeoutMs: 1,
      onClosed: () => new Promise(() => undefined),
    })
    expect(shutdown.closing).toBe(false)
    const done = shutdown.shutdown()
    expect(shutdown.closing).toBe(true)
    await done
    expect((await capture.events()).map(({ message, data }) => [message, data['step']])).toEqual([
      ['shutdown_started', undefined],
      ['shutdown_step_failed', 'onClosed'],
      ['shutdown_completed', undefined],
    ])
  })
})
