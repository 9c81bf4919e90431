import { describe, expect, test } from 'vitest'
import type { Framework } from './framework.ts'
import { rawRequest } from './raw-client.ts'
import { useWorld } from './world.ts'
import { CHUNKS, SSE_MS } from './work.ts'

/** How a request can end, and what its line says of it. */
export function outcomes(framework: Framework): void {
  describe('outcomes', () => {
    const world = useWorld(framework)

    test('ok: one line, with everything that is known', async () => {
      const line = await world.line(() =>
        world.send('/items/42?token=secret', { headers: { 'user-agent': 'shop' } }),
      )
      expect(line).toMatchObject({
        level: 'INFO',
        message: 'request_completed',
        data: {
          method: 'GET',
          path: '/items/42',
          route: '/items/:id',
          status_code: 200,
          outcome: 'completed',
          client_ip: '127.0.0.1',
          user_agent: 'shop',
          response_bytes: 11,
        },
      })
      expect(line.data['latency_ms']).toBeGreaterThan(0)
      expect(JSON.stringify(line)).not.toContain('secret')
    })

    test('a body: its size', async () => {
      const body = JSON.stringify({ order: 'A-1', note: 'secret' })
      const headers = { 'content-type': 'application/json', 'content-length': body.length }
      const line = await world.line(async () => {
        const answer = await world.send('/echo', { method: 'POST', headers, body })
        expect(answer.body).toBe(body)
      })
      expect(line.data).toMatchObject({ method: 'POST', status_code: 200, request_bytes: body.length })
      expect(JSON.stringify(line)).not.toContain('secret')
    })

    test('a malformed body: the 400 of the framework', async () => {
      const headers = { 'content-type': 'application/json' }
      const line = await world.line(async () => {
        const answer = await world.send('/echo', { method: 'POST', headers, body: '{"a":' })
        expect(answer.status).toBe(400)
      })
      expect(line).toMatchObject({ message: 'request_completed', data: { status_code: 400 } })
    })

    test('4xx completed, 5xx failed', async () => {
      const refused = await world.line(() => world.send('/status/422'))
      expect(refused).toMatchObject({
        level: 'INFO',
        message: 'request_completed',
        data: { status_code: 422 },
      })
      const failed = await world.line(() => world.send('/status/503'))
      expect(failed).toMatchObject({ level: 'ERROR', message: 'request_failed', data: { status_code: 503 } })
    })

    const throwing = framework.catchesAsync ? ['/throw', '/throw-later'] : ['/throw']
    test.each(throwing)('%s: the real error, its stack and its cause', async (path) => {
      const line = await world.line(async () => expect((await world.send(path)).status).toBe(500))
      expect(line).toMatchObject({
        level: 'ERROR',
        message: 'request_failed',
        diagnostics: {
          exception: { type: 'ShopError', message: 'the shop is closed', cause: { message: 'no stock' } },
        },
        data: { route: path, status_code: 500, outcome: 'failed', error_type: 'ShopError' },
      })
      expect(JSON.stringify(line.diagnostics)).toContain('work.ts')
    })

    test('nested routers: the whole template, for success and error alike', async () => {
      const found = await world.line(() => world.send('/orgs/acme/members/7'))
      expect(found.data['path']).toBe('/orgs/acme/members/7')
      expect(found.data['route']).toBe('/orgs/:org/members/:id')
      const broken = await world.line(() => world.send('/orgs/acme/broken'))
      expect(broken.data['route']).toBe('/orgs/:org/broken')
    })

    test('a value that is also a word of the template', async () => {
      const { data } = await world.line(() => world.send('/teams/staff/staff/members/members'))
      expect(data['route']).toBe('/teams/:org/staff/members/:id')
    })

    test('404: no route', async () => {
      const line = await world.line(async () => expect((await world.send('/nothing?a=1')).status).toBe(404))
      expect(line).toMatchObject({ level: 'INFO', data: { path: '/nothing', status_code: 404 } })
      expect(line.data).not.toHaveProperty('route')
    })

    test('HEAD of a GET route, and OPTIONS', async () => {
      const head = await world.line(() => world.send('/items/42', { method: 'HEAD' }))
      expect(head.data).toMatchObject({ method: 'HEAD', route: '/items/:id', status_code: 200 })
      const options = await world.line(() => world.send('/ok', { method: 'OPTIONS' }))
      expect(options.data).toMatchObject({ method: 'OPTIONS', path: '/ok' })
    })

    test('abort before headers: no status, the client that has gone by then', async () => {
      const line = await world.line(async () => {
        const client = await world.raw()
        const arrived = new Promise((resolve) => world.service.server.once('request', resolve))
        client.write(rawRequest('GET', '/hang'))
        await arrived
        client.destroy()
      })
      expect(line).toMatchObject({
        level: 'WARNING',
        message: 'request_aborted',
        data: { path: '/hang', route: '/hang', outcome: 'aborted', aborted: true, client_ip: '127.0.0.1' },
      })
      expect(line.data).not.toHaveProperty('status_code')
    })

    test('abort mid-stream: the status that was sent', async () => {
      const line = await world.line(async () => {
        const client = await world.raw()
        client.write(rawRequest('GET', '/endless'))
        await client.until((text) => text.includes('more '))
        client.destroy()
      })
      expect(line).toMatchObject({
        message: 'request_aborted',
        data: { path: '/endless', status_code: 200, outcome: 'aborted' },
      })
    })

    test('a stream', async () => {
      const line = await world.line(async () => {
        expect((await world.send('/stream')).body).toBe(CHUNKS.join(''))
      })
      expect(line).toMatchObject({
        message: 'request_completed',
        data: { status_code: 200, route: '/stream' },
      })
    })

    test('a stream that fails: the error, although the status was 200', async () => {
      const line = await world.line(() => world.send('/stream-error').catch(() => undefined))
      expect(line).toMatchObject({
        level: 'ERROR',
        message: 'request_failed',
        diagnostics: { exception: { type: 'ShopError' } },
        data: { status_code: 200, outcome: 'failed' },
      })
    })

    test('server-sent events: the time until the last byte', async () => {
      const line = await world.line(async () => {
        expect((await world.send('/sse')).body).toBe('data: 1\n\ndata: 2\n\n')
      })
      expect(line.data['latency_ms']).toBeGreaterThan(SSE_MS - 10)
    })

    test('the server’s timeout: it gave up, not the client', async () => {
      const { server } = world.service
      const { timeout } = server
      // Of connections that are made from now on.
      server.timeout = 30
      const line = await world.line(async () => {
        const client = await world.raw()
        client.write(rawRequest('GET', '/hang'))
        await client.ended()
      })
      server.timeout = timeout
      expect(line).toMatchObject({
        level: 'ERROR',
        message: 'request_failed',
        data: { path: '/hang', outcome: 'timeout' },
      })
      expect(line.data).not.toHaveProperty('aborted')
      expect(line.data).not.toHaveProperty('status_code')
    })

    test('a timeout that the handler has set: the server gave up, not the client', async () => {
      const line = await world.line(async () => {
        const client = await world.raw()
        client.write(rawRequest('GET', '/give-up'))
        await client.ended()
      })
      expect(line).toMatchObject({
        level: 'ERROR',
        message: 'request_failed',
        data: { path: '/give-up', route: '/give-up', outcome: 'timeout' },
      })
      expect(line.data).not.toHaveProperty('aborted')
    })

    test('the server gives up on the connection', async () => {
      const line = await world.line(async () => {
        const { server } = world.service
        const client = await world.raw()
        const arrived = new Promise((resolve) => server.once('request', resolve))
        client.write(rawRequest('GET', '/hang'))
        await arrived
        server.closeAllConnections()
        await client.ended()
      })
      expect(line).toMatchObject({ message: 'request_aborted', data: { path: '/hang' } })
    })
  })
}
