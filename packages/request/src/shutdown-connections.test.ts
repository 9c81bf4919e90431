import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect as connectSecond, createServer as createSecondServer } from 'node:http2'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { connect as connectSecure } from 'node:tls'
import { captureLogs } from 'fapilog/testing'
import { expect, it, onTestFinished } from 'vitest'
import {
  createRequestLogging,
  gracefulShutdown,
  type GracefulShutdown,
  type GracefulShutdownOptions,
  type NodeServer,
} from './index.ts'

const NEVER_MS = 600_000
const UPGRADE = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n'
const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

async function listen<Listening extends Server>(server: Listening): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

function shutdownOf(
  server: NodeServer,
  options: GracefulShutdownOptions,
): GracefulShutdown & { cut(): Promise<unknown> } {
  const capture = captureLogs()
  onTestFinished(() => capture.stop())
  const logging = createRequestLogging({ logger: capture.logger })
  const shutdown = gracefulShutdown(server, logging, { signals: [], ...options })
  const cut = async (): Promise<unknown> =>
    (await capture.events()).find(({ message }) => message === 'shutdown_completed')?.data['connections_cut']
  return Object.assign(shutdown, { cut })
}

/** A connection that the server has accepted. */
async function open(server: Server, port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(server, 'connection')
  return socket
}

it('upgraded connections are cut at the deadline, not before', async () => {
  const server = createServer().on('upgrade', (_request, socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => socket.write(chunk))
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
  })
  const port = await listen(server)
  const shutdown = shutdownOf(server, { timeoutMs: 1500 })
  const upgraded = await open(server, port)
  upgraded.write(UPGRADE)
  await once(upgraded, 'data')
  const silent = await open(server, port)
  const done = shutdown.shutdown()
  // By then connections have been looked at twice.
  await once(silent.resume(), 'close')
  upgraded.write('still here')
  expect(String((await once(upgraded, 'data'))[0])).toBe('still here')
  const [closed, ended] = [once(server, 'close'), once(upgraded.resume(), 'close')]
  await Promise.all([done, closed, ended])
  expect(await shutdown.cut()).toBe(true)
})

it('streams of HTTP/2 that do not finish in time are cut', async () => {
  const server = createSecondServer((_request, response) => response.write('begun'))
  const port = await listen(server)
  const shutdown = shutdownOf(server, { timeoutMs: 100 })
  const client = connectSecond(`http://127.0.0.1:${port}`)
  client.on('error', () => undefined)
  const stream = client.request({ ':path': '/' })
  stream.on('error', () => undefined)
  await once(stream, 'data')
  await Promise.all([shutdown.shutdown(), once(server, 'close'), once(client, 'close')])
  expect(await shutdown.cut()).toBe(true)
})

it('connections on which nothing has come are closed like idle ones, also over TLS', async () => {
  const psk = Buffer.from('a key of both sides, instead of a certificate')
  const tls = { ciphers: 'PSK+HIGH', maxVersion: 'TLSv1.2' } as const
  const secure = createSecureServer({ ...tls, pskCallback: () => psk })
  const plain = createServer()
  const [securePort, port] = [await listen(secure), await listen(plain)]
  const shutdown = shutdownOf(plain, { timeoutMs: NEVER_MS })
  shutdown.add(secure)
  const silent = await open(plain, port)
  const client = connectSecure({
    ...tls,
    port: securePort,
    pskCallback: () => ({ psk, identity: 'client' }),
    checkServerIdentity: () => undefined,
  })
  await Promise.all([once(secure, 'secureConnection'), once(client, 'secureConnect')])
  const closed = [silent, client].map((socket) => once(socket.resume(), 'close'))
  await Promise.all([shutdown.shutdown(), ...closed])
  expect(await shutdown.cut()).toBe(false)
})

it('each server that was added is closed, when its open requests have been answered', async () => {
  const responses: ServerResponse[] = []
  const [first, second] = [
    createServer(),
    createServer((_request, response) => void responses.push(response)),
  ]
  await listen(first)
  const port = await listen(second)
  const order: string[] = []
  const shutdown = shutdownOf(first, { timeoutMs: NEVER_MS, onClosed: () => order.push('onClosed') })
  shutdown.add(second)
  const socket = await open(second, port)
  socket.write(REQUEST)
  await once(second, 'request')
  responses[0]?.on('close', () => order.push('answered'))
  const [done, firstClosed] = [shutdown.shutdown(), once(first, 'close')]
  await firstClosed
  setImmediate(() => responses[0]?.end('late'))
  expect(await text(socket)).toMatch(/connection: close[^]*late/i)
  await done
  expect(order).toEqual(['answered', 'onClosed'])
  expect(second.listening).toBe(false)
})

it.each<[string, () => unknown]>([
  ['does not wait for the server', () => undefined],
  [
    'fails',
    () => {
      throw new Error('not so')
    },
  ],
])('where the application’s close %s, open requests are waited for all the same', async (_what, close) => {
  const responses: ServerResponse[] = []
  const server = createServer((_request, response) => void responses.push(response))
  const port = await listen(server)
  const order: string[] = []
  const shutdown = shutdownOf(server, { timeoutMs: NEVER_MS, close, onClosed: () => order.push('onClosed') })
  const socket = await open(server, port)
  socket.write(REQUEST)
  await once(server, 'request')
  responses[0]?.on('close', () => order.push('answered'))
  const done = shutdown.shutdown()
  setImmediate(() => responses[0]?.end('late'))
  expect(await text(socket)).toMatch(/late/)
  await done
  expect(order).toEqual(['answered', 'onClosed'])
  expect(server.listening).toBe(false)
})

it('an answer that is being sent to a slow client is not cut, nor those of its connection that follow', async () => {
  const size = 50_000_000
  const server = createServer((_request, response) => response.end(Buffer.alloc(size)))
  const port = await listen(server)
  const shutdown = shutdownOf(server, { timeoutMs: NEVER_MS })
  const slow = await open(server, port)
  slow.write(REQUEST.repeat(2))
  await once(slow, 'readable')
  const silent = await open(server, port)
  const done = shutdown.shutdown()
  // By then connections have been looked at twice.
  await once(silent.resume(), 'close')
  let received = 0
  for await (const chunk of slow) received += (chunk as Buffer).length
  expect(received).toBeGreaterThan(2 * size)
  await done
})

it('an application that takes longer to close than its requests has no connections cut', async () => {
  const server = createServer()
  await listen(server)
  const shutdown = shutdownOf(server, { timeoutMs: 0, close: () => setTimeout(50) })
  await shutdown.shutdown()
  expect(await shutdown.cut()).toBe(false)
})
