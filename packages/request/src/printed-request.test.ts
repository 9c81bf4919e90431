import { describe, expect, it, vi } from 'vitest'
import { recordRequests } from './fixtures/record.ts'

const recorder = recordRequests()

describe('path and query', () => {
  const data = async (url: string, options = {}): Promise<Readonly<Record<string, unknown>>> =>
    (await recorder.line({ request: { url }, options })).data

  it.each([
    ['http://user:password@host:80/a/b?x=1', '/a/b'],
    ['http://host', '/'],
    ['*', '*'],
    ['', '/'],
    ['/a?b?c', '/a'],
    ['//evil/x', '//evil/x'],
    ['/%zz', '/%zz'],
  ])('%j is printed as path %j', async (url, path) => {
    const line = await data(url)
    expect(line['path']).toBe(path)
    expect(line).not.toHaveProperty('query')
  })

  it('a path has its limit', async () => {
    expect(String((await data(`/${'x'.repeat(16_000)}`))['path'])).toHaveLength(2049)
  })

  it('prints of the query what is allowed', async () => {
    const url = '/a?page=2&tag=a&tag=b&access_token=t&access_key=k&privateKey=k&password=p&code=c&empty='
    expect((await data(url, { query: 'keys' }))['query']).toEqual([
      'page',
      'tag',
      'access_token',
      'access_key',
      'privateKey',
      'password',
      'code',
      'empty',
    ])
    expect((await data(url, { query: 'redacted' }))['query']).toEqual({
      page: '2',
      tag: ['a', 'b'],
      access_token: '***',
      access_key: '***',
      privateKey: '***',
      password: '***',
      code: '***',
      empty: '',
    })
    expect((await data(url, { query: 'full' }))['query']).toBe(url.slice(3))
    expect(await data('/a', { query: 'full' })).not.toHaveProperty('query')
  })

  it('lets the application change the path, and leaves it out when that fails', async () => {
    const path = (given: string): string => given.replace(/[0-9]+/, 'N')
    expect((await data('/reset/123', { path }))['path']).toBe('/reset/N')
    const throwing = (): never => {
      throw new Error('hook')
    }
    expect(await data('/reset/123', { path: throwing })).not.toHaveProperty('path')
  })
})

describe('user agent and address', () => {
  it('the user agent has its limit', async () => {
    const line = await recorder.line({ request: { headers: { 'user-agent': 'x'.repeat(15_000) } } })
    expect(line.data['user_agent']).toBe('x'.repeat(512))
  })

  it('an address is cut to 128 characters: behind a trusted proxy it is what a header says', async () => {
    const line = await recorder.line({ request: { clientIp: '1'.repeat(8000) } })
    expect(line.data['client_ip']).toBe('1'.repeat(128))
  })
})

it('a redacted header is nowhere on a line, whoever redacted it', async () => {
  const headers = { 'user-agent': 'hush', 'x-user': 'hush', 'x-request-id': 'hush' }
  vi.stubEnv('FAPILOG_HTTP__REDACT_HEADERS', 'User-Agent,X-User,X-Request-ID')
  const ofEnvironment = await recorder.line({
    request: { headers },
    options: { contextHeaders: { user_id: 'X-User' }, includeHeaders: ['x-user'] },
  })
  vi.unstubAllEnvs()
  expect(JSON.stringify(ofEnvironment)).not.toContain('hush')
  const ofCode = await recorder.line({ request: { headers }, options: { redactHeaders: ['USER-AGENT'] } })
  expect(ofCode.data).not.toHaveProperty('user_agent')
})

describe('headers', () => {
  const headers = {
    accept: 'text/html',
    'x-tenant': 't1',
    authorization: 'Bearer hunter2',
    cookie: 'hunter2',
    'x-api-key': 'hunter2',
    'x-vault-token': 'hunter2',
    'x-custom-secret': 'hunter2',
    'x-empty': '',
    'x-list': ['a', 'b'],
  }
  const all = Object.keys(headers)

  it('are printed when they are allowed, secrets never', async () => {
    const options = {
      includeHeaders: ['Accept', 'X-LIST', 'x-missing', ...all],
      redactHeaders: ['X-Custom-Secret'],
    }
    const line = await recorder.line({ options, request: { headers } })
    expect(line.data['headers']).toEqual({
      accept: 'text/html',
      'x-list': 'a, b',
      'x-tenant': 't1',
      authorization: '***',
      cookie: '***',
      'x-api-key': '***',
      'x-vault-token': '***',
      'x-custom-secret': '***',
    })
    expect(JSON.stringify(line)).not.toContain('hunter2')
    expect(headers.cookie).toBe('hunter2')
  })

  it('name who asks where the application says so', async () => {
    const options = { contextHeaders: { tenant_id: 'X-Tenant', user_id: 'x-user' } }
    const [inside, line] = await recorder.lines({
      options,
      request: { headers: { ...headers, 'x-user': 'u'.repeat(1000) } },
      act: () => recorder.capture.logger.info('inside'),
    })
    expect(inside?.context).toMatchObject({ tenant_id: 't1', user_id: 'u'.repeat(256) })
    expect(line?.context).toMatchObject({ tenant_id: 't1' })
  })
})
