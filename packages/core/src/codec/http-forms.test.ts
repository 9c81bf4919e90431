import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { createHarness } from '../pipeline/format/testing/harness.ts'

it('prints of a request and a response no header, no query and nothing of the process', async () => {
  const harness = createHarness()
  const server = createServer((req, res) => {
    harness.log('m', { req, res, nested: [{ req }] })
    res.end()
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  try {
    const { port } = server.address() as AddressInfo
    await fetch(`http://127.0.0.1:${port}/a/b?token=hunter2`, {
      headers: { authorization: 'Bearer hunter2' },
    })
  } finally {
    server.close()
  }
  const [line = ''] = harness.lines()
  expect(line).not.toContain('hunter2')
  const req = { method: 'GET', path: '/a/b' }
  expect(JSON.parse(line)).toMatchObject({ data: { req, res: { status_code: 200 }, nested: [{ req }] } })
})

it('prints the status of a reply of Fastify’s, which has what a request has, too', () => {
  const harness = createHarness()
  class Reply {
    raw = { statusCode: 418 }
    headers(): void {}
    hijack(): void {}
    serializer(): void {}
    get routeOptions(): object {
      return {}
    }
    get statusCode(): number {
      return this.raw.statusCode
    }
  }
  harness.log('m', { res: new Reply() })
  expect(JSON.parse(harness.lines()[0] ?? '')).toMatchObject({ data: { res: { status_code: 418 } } })
})

it('prints a class of your own as it is, whatever its fields are called', () => {
  const harness = createHarness()
  class Mail {
    headers = { to: 'x' }
    trailers = []
  }
  harness.log('m', { mail: new Mail() })
  expect(JSON.parse(harness.lines()[0] ?? '')).toMatchObject({
    data: { mail: { headers: { to: 'x' }, trailers: [] } },
  })
})

it.each([
  ['http://ann:hunter2@shop.example/a/b?token=hunter2', '/a/b'],
  ['http://ann:hunter2@shop.example?token=hunter2', '/'],
  ['/a/http://b?c', '/a/http://b'],
  ['shop.example:443', 'shop.example:443'],
  ['*', '*'],
  ['', ''],
])('prints of the URL %s the path alone', (url, path) => {
  const harness = createHarness()
  class IncomingMessage {
    method = 'GET'
    url = url
    get headers(): object {
      return {}
    }
    get trailers(): object {
      return {}
    }
  }
  harness.log('m', { req: new IncomingMessage() })
  expect(JSON.parse(harness.lines()[0] ?? '')).toMatchObject({ data: { req: { path } } })
})
