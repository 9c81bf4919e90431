import { createHook } from 'node:async_hooks'
import {
  createServer,
  type IncomingMessage,
  request as send,
  type ServerResponse,
  validateHeaderValue,
} from 'node:http'
import { connect, createServer as createSecondServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { withContextProvider } from 'fapilog'
import { captureLogs } from 'fapilog/testing'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { createRequestLogging, openNodeRequest } from './index.ts'

const capture = captureLogs({ diagnostics: false })
afterAll(() => capture.stop())
const logging = createRequestLogging({ logger: capture.logger })

type Handle = (request: IncomingMessage, response: ServerResponse) => void

interface Answer {
  readonly status: number | undefined
  readonly rawHeaders: readonly string[]
  readonly body: string
}

/** What a client gets, without `Date`. */
async function answerOf(handle: Handle): Promise<Answer> {
  const server = createServer((request, response) => {
    response.sendDate = false
    handle(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    return await new Promise((resolve, reject) => {
      const sent = send(
        { port, host: '127.0.0.1', agent: false, headers: { 'x-request-id': 'r' } },
        (response) => {
          let body = ''
          response.setEncoding('utf8').on('data', (text: string) => (body += text))
          response.on('end', () =>
            resolve({ status: response.statusCode, rawHeaders: response.rawHeaders, body }),
          )
        },
      )
      sent.on('error', reject).end()
    })
  } finally {
    server.close()
  }
}

const logged: (handle: Handle) => Handle = (handle) => (request, response) =>
  openNodeRequest(logging, request, response).run(() => handle(request, response))

async function lineOf(handle: Handle): Promise<Readonly<Record<string, unknown>>> {
  const before = (await capture.events()).length
  await answerOf(logged(handle))
  await expect.poll(() => logging.openRequests).toBe(0)
  const events = (await capture.events()).slice(before)
  expect(events).toHaveLength(1)
  return events[0]?.data ?? {}
}

describe('the answer stays as it is, but for the id', () => {
  const ID = ['x-request-id', 'r']
  const without = ({ rawHeaders, ...rest }: Answer): object => {
    const at = rawHeaders.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === ID[0])
    expect(rawHeaders.slice(at, at + 2).map((text) => text.toLowerCase())).toEqual(ID)
    return { ...rest, rawHeaders: rawHeaders.toSpliced(at, 2) }
  }

  it.each<[string, Handle]>([
    ['no writeHead', (_, r) => r.end('ok')],
    ['chunks', (_, r) => void (r.write('o'), r.end('k'))],
    ['a status', (_, r) => r.writeHead(418).end()],
    ['an object', (_, r) => r.writeHead(200, { 'x-a': '1' }).end('ok')],
    ['repeated names', (_, r) => r.writeHead(200, { 'X-A': ['1', '2'], 'x-a': '3' }).end()],
    ['a reason and an object', (_, r) => r.writeHead(200, 'Fine', { 'x-a': '1' }).end()],
    ['a flat list', (_, r) => r.writeHead(200, ['X-A', '1', 'x-a', '2']).end()],
    [
      'pairs',
      (_, r) =>
        r
          .writeHead(200, [
            ['X-A', '1'],
            ['x-b', '2'],
          ] as never)
          .end(),
    ],
    [
      'headers set before',
      (_, r) => {
        r.setHeader('x-b', '2')
        r.writeHead(200, { 'x-a': '1' }).end('ok')
      },
    ],
  ])('%s', async (_what, handle) => {
    expect(without(await answerOf(logged(handle)))).toEqual(await answerOf(handle))
  })

  it('an id of its own is left to it, in whatever form', async () => {
    for (const headers of [{ 'X-Request-Id': 'own' }, ['X-Request-Id', 'own'], [['X-Request-Id', 'own']]]) {
      const handle: Handle = (_, r) => r.writeHead(200, headers as never).end()
      expect(await answerOf(logged(handle))).toEqual(await answerOf(handle))
    }
  })

  it.each([
    ['a flat list', ['Access-Control-Expose-Headers', 'X-Request-ID']],
    ['pairs', [['Access-Control-Expose-Headers', 'X-Request-ID']]],
    ['pairs of lists', [['Access-Control-Expose-Headers', ['X-Request-ID', 'ETag']]]],
  ])('an id’s header that is a value is no id: %s', async (_what, headers) => {
    const handle: Handle = (_, r) => r.writeHead(200, headers as never).end()
    expect(without(await answerOf(logged(handle)))).toEqual(await answerOf(handle))
  })

  it.each(['line\nbreak', 'nul\0', 'del\u007f', 'snow \u2603', '\u0100', 'tab\tand caf\u00e9', '\u00ff'])(
    'an id that is no text for headers is left out: %j',
    async (id) => {
      const odd = createRequestLogging({
        logger: capture.logger,
        requestId: { propagate: false, generate: () => id },
      })
      const handle: Handle = (_, r) => r.writeHead(200, { 'x-a': '1' }).end('ok')
      const open: Handle = (q, r) => openNodeRequest(odd, q, r).run(() => handle(q, r))
      let isText = true
      try {
        validateHeaderValue('x-request-id', id)
      } catch {
        isText = false
      }
      const { rawHeaders, ...answer } = await answerOf(open)
      const at = rawHeaders.indexOf('x-request-id')
      expect(rawHeaders[at + 1]).toBe(isText ? id : rawHeaders[0])
      expect({ ...answer, rawHeaders: isText ? rawHeaders.toSpliced(at, 2) : rawHeaders }).toEqual(
        await answerOf(handle),
      )
    },
  )
})

it('a response that is opened twice is one request, with one line', async () => {
  const other = createRequestLogging({ logger: capture.logger })
  const data = await lineOf((request, response) => {
    const { method, url, headers, socket } = request
    const again = openNodeRequest(other, { method, url, headers, socket }, response)
    expect(again).toBe(openNodeRequest(logging, request, response))
    response.end('once')
  })
  expect(data).toMatchObject({ status_code: 200, response_bytes: 4 })
})

describe('response_bytes', () => {
  it.each<[string, Handle, number | undefined]>([
    ['worked out by Node', (_, r) => r.end('hello'), 5],
    ['declared', (_, r) => r.writeHead(200, { 'Content-Length': 2 }).end('ok'), 2],
    ['declared in a list', (_, r) => r.writeHead(200, ['content-length', '2']).end('ok'), 2],
    ['unknown for chunks', (_, r) => void (r.write('o'), r.end('k')), undefined],
    [
      'of the answer that went out, not of one that Node refused',
      (_, r) => {
        expect(() => r.writeHead(200, { 'content-length': 9999, 'x-bad': 'a\nb' })).toThrow(
          'Invalid character',
        )
        r.writeHead(500, { 'content-length': 4 }).end('oops')
      },
      4,
    ],
  ])('%s', async (_what, handle, bytes) => {
    expect((await lineOf(handle))['response_bytes']).toBe(bytes)
  })
})

it('a stream of HTTP/2 that is answered without its response has completed', async () => {
  const before = (await capture.events()).length
  const server = createSecondServer((request, response) => {
    openNodeRequest(logging, request, response).run(() => {
      response.stream.respond({ ':status': 202 })
      response.stream.end('hi')
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
  const stream = session.request({ ':path': '/direct' })
  await new Promise((resolve) => stream.on('close', resolve).resume())
  await expect.poll(() => logging.openRequests).toBe(0)
  const [event] = (await capture.events()).slice(before)
  expect(event).toMatchObject({ message: 'request_completed', data: { status_code: 202 } })
})

it('leaves nothing behind with those who follow asynchronous resources', async () => {
  const live = new Set<number>()
  const hook = createHook({
    init: (id, type) => void (type === 'FAPILOG_CONTEXT' && live.add(id)),
    destroy: (id) => void live.delete(id),
  }).enable()
  // It may ask for the application's stores, which are kept for it.
  const remove = withContextProvider(() => undefined)
  onTestFinished(() => {
    hook.disable()
    remove()
  })
  for (let i = 0; i < 50; i++) await lineOf((_, response) => response.end())
  expect(live.size).toBeGreaterThan(0)
  // The collector decides when; garbage makes it.
  await expect
    .poll(
      () => {
        for (let i = 0; i < 200; i++) Buffer.from(Array.from({ length: 10_000 }, () => i))
        return live.size
      },
      { timeout: 20_000 },
    )
    .toBeLessThan(50)
})
