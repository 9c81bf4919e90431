import { describe, expect, test } from 'vitest'
import type { Framework } from './framework.ts'
import { rawRequest } from './raw-client.ts'
import { isRequestLine, useWorld } from './world.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'
const SECRETS = [
  'authorization',
  'cookie',
  'proxy-authorization',
  'x-api-key',
  'x-auth-token',
  'x-csrf-token',
  'x-amz-security-token',
  'x-goog-iap-jwt-assertion',
  'cf-access-jwt-assertion',
  'x-vault-token',
]

/** What clients send that no client should. */
export function hostileInput(framework: Framework): void {
  describe('hostile input', () => {
    const world = useWorld(framework)

    async function rawLine(target: string, headers: readonly string[] = []) {
      let received = ''
      const line = await world.line(async () => {
        const client = await world.raw()
        client.write(rawRequest('GET', target, [...headers, 'Connection: close']))
        received = await client.ended()
      })
      return { line, received }
    }

    test('an id that comes in is used, and echoed', async () => {
      const line = await world.line(async () => {
        const { headers } = await world.send('/ok', { headers: { 'x-request-id': 'order:A-1' } })
        expect(headers['x-request-id']).toBe('order:A-1')
      })
      expect(line.context).toMatchObject({ request_id: 'order:A-1', correlation_id: 'order:A-1' })
    })

    test.each(['/throw', '/nothing', '/stream', '/status/503', '/sse'])(
      'the answer to %s carries the id, too',
      async (path) => {
        const { line, received } = await rawLine(path)
        expect(received.toLowerCase()).toContain(`x-request-id: ${String(line.context['request_id'])}`)
      },
    )

    test.each([
      ['empty', ''],
      ['too long', 'x'.repeat(129)],
      ['of another alphabet', 'a b'],
      ['a line of its own', '{"level":"INFO"}'],
      ['of bytes beyond ASCII', 'caf\u00e9'],
    ])('an id that is %s is replaced', async (_what, id) => {
      const { line, received } = await rawLine('/ok', [`X-Request-ID: ${id}`])
      const given = line.context['request_id']
      expect(given).toMatch(/^[0-9a-f-]{36}$/)
      expect(received.toLowerCase()).toContain(`x-request-id: ${String(given)}`)
    })

    test('repeated ids are replaced: Node joins them', async () => {
      const { line } = await rawLine('/ok', ['X-Request-ID: one', 'X-Request-ID: two'])
      expect(line.context['request_id']).toMatch(/^[0-9a-f-]{36}$/)
    })

    test('a traceparent is taken over', async () => {
      const { line } = await rawLine('/ok', [`traceparent: 00-${TRACE}-${SPAN}-01`])
      expect(line.context['trace_id']).toBe(TRACE)
      expect(line.data).toMatchObject({ parent_span_id: SPAN })
    })

    test.each([
      ['repeated', [`traceparent: 00-${TRACE}-${SPAN}-01`, `traceparent: 00-${TRACE}-${SPAN}-00`]],
      ['of upper case', [`traceparent: 00-${TRACE.toUpperCase()}-${SPAN}-01`]],
      ['of version ff', [`traceparent: ff-${TRACE}-${SPAN}-01`]],
      ['all zeroes', [`traceparent: 00-${'0'.repeat(32)}-${SPAN}-01`]],
      ['too long for its version', [`traceparent: 00-${TRACE}-${SPAN}-01-more`]],
    ])('a traceparent that is %s is not', async (_what, headers) => {
      const { line } = await rawLine('/ok', headers)
      expect(line.context).not.toHaveProperty('trace_id')
    })

    test('no header and no query is in the line, the client address is the socket’s', async () => {
      const headers = SECRETS.map((name) => `${name}: hush-${name}`)
      const { line } = await rawLine('/ok?token=hush-query', [...headers, 'X-Forwarded-For: 1.2.3.4'])
      expect(JSON.stringify(line)).not.toContain('hush')
      expect(line.data['client_ip']).toBe('127.0.0.1')
    })

    test('a malformed URL: one line, the answer of the framework', async () => {
      const { line, received } = await rawLine('/items/%zz')
      expect(received).toMatch(/^HTTP\/1\.1 400 /)
      expect(line.data).toMatchObject({ method: 'GET', path: '/items/%zz', status_code: 400 })
      expect(received).toContain(`x-request-id: ${String(line.context['request_id'])}\r\n`)
    })

    test.each(['//evil.test/x', '/%2e%2e/%00', '/?', '/#fragment', '*'])(
      'the target %s: one line',
      async (target) => {
        await rawLine(target)
      },
    )

    test('control characters in the path stay inside of their line', async () => {
      const { line } = await rawLine('/a%0a%7b%22level%22%3a%22INFO%22%7d')
      expect(line.data['path']).toBe('/a%0a%7b%22level%22%3a%22INFO%22%7d')
    })

    test('malformed and huge headers never become a request: no line, and the next request is served', async () => {
      for (const text of [
        'GET /ok HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n',
        'GET /ok HTTP/1.1\r\nHost: a\r\nX-Request-ID: a\u0000b\r\n\r\n',
        `GET /ok HTTP/1.1\r\nHost: a\r\nX-Big: ${'x'.repeat(70_000)}\r\n\r\n`,
        'nonsense\r\n\r\n',
      ]) {
        const client = await world.raw()
        client.write(text)
        expect(await client.ended()).toMatch(/^HTTP\/1\.1 4\d\d |^$/)
      }
      expect((await rawLine('/ok')).line.data['status_code']).toBe(200)
    })

    test('a header of 15 kB is no trouble', async () => {
      const { line } = await rawLine('/ok', [`User-Agent: ${'u'.repeat(15_000)}`])
      expect(line.data['status_code']).toBe(200)
    })
  })

  describe.each(['framework', '500'] as const)('malformed bodies, errors answered by: %s', (errorHandler) => {
    const world = useWorld(framework, { errorHandler })

    test.each([
      '{"user":"ann","pin":"hush",}',
      '{"pin":hush}',
      '{"pin":"hush"-1}',
      'hush',
      `{"a":"${'x'.repeat(100)}",hush`,
    ])('nothing of it is in any line: %s', async (body) => {
      const headers = { 'content-type': 'application/json' }
      let status = 0
      const events = await world.events(1, async () => {
        ;({ status } = await world.send('/echo', { method: 'POST', headers, body }))
      })
      expect(status).toBe(errorHandler === '500' ? 500 : 400)
      expect(events.find(isRequestLine)?.data).toMatchObject({ status_code: status, path: '/echo' })
      expect(events.find(isRequestLine)?.data).toHaveProperty('error')
      expect(JSON.stringify(events)).not.toContain('hush')
    })
  })

  describe('behind a proxy', () => {
    const world = useWorld(framework, { trustProxy: true })

    test('the client address is what the framework’s own trust makes of it', async () => {
      const headers = { 'x-forwarded-for': '203.0.113.9' }
      const line = await world.line(() => world.send('/ok', { headers }))
      expect(line.data['client_ip']).toBe('203.0.113.9')
    })
  })

  describe('headers and query by choice', () => {
    const includeHeaders = ['content-type', 'X-Shop', ...SECRETS]
    const world = useWorld(framework, { logging: { includeHeaders, query: 'redacted' } })

    test('allowed ones are printed; secrets never are', async () => {
      const headers = Object.fromEntries(SECRETS.map((name) => [name, `hush-${name}`]))
      const line = await world.line(() =>
        world.send('/ok?page=2&access_token=hush', {
          headers: { ...headers, 'x-shop': 'north', 'x-other': 'hush' },
        }),
      )
      expect(line.data['headers']).toMatchObject({ 'x-shop': 'north' })
      expect(JSON.stringify(line)).toContain('page')
      expect(JSON.stringify(line)).not.toContain('hush')
    })
  })
}
