import { captureLogs, type Capture } from 'fapilog/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createRequestLogging, HttpBuilder, type RequestLoggingOptions } from './index.ts'
import { builtOptions } from './http-builder.ts'

const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
const ENDED = { finished: true, statusCode: 200 }
let capture: Capture | null = null

afterEach(async () => {
  vi.unstubAllEnvs()
  warnings.mockClear()
  await capture?.stop()
})

/** What is logged of a request that asks for `url`. */
async function lines(url: string, options: RequestLoggingOptions = {}, statusCode = 200) {
  capture = captureLogs()
  const headers = { 'accept-language': 'de', 'x-shop': 'north', 'x-other': 'hush' }
  createRequestLogging({ logger: capture.logger, ...options })
    .open({ method: 'GET', url, headers })
    .settle({ ...ENDED, statusCode })
  return capture.events()
}

function stub(variables: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(variables)) vi.stubEnv(`FAPILOG_HTTP__${name}`, text)
}

describe('FAPILOG_HTTP__*', () => {
  it('SKIP_PATHS and LOG_ERRORS_ON_SKIP', async () => {
    stub({ SKIP_PATHS: '/health, /internal/*,' })
    expect(await lines('/health')).toEqual([])
    expect(await lines('/internal/x')).toEqual([])
    expect(await lines('/health', {}, 500)).toHaveLength(1)
    expect(await lines('/other')).toHaveLength(1)
    stub({ LOG_ERRORS_ON_SKIP: 'off' })
    expect(await lines('/health', {}, 500)).toEqual([])
  })

  it('SAMPLE_RATE and SLOW_MS', async () => {
    stub({ SAMPLE_RATE: '.0' })
    expect(await lines('/')).toEqual([])
    expect(await lines('/', {}, 500)).toHaveLength(1)
    stub({ SLOW_MS: '0' })
    expect(await lines('/')).toHaveLength(1)
  })

  it('INCLUDE_HEADERS, REDACT_HEADERS and QUERY', async () => {
    stub({ INCLUDE_HEADERS: 'Accept-Language,X-Shop', REDACT_HEADERS: 'x-shop', QUERY: 'Keys' })
    const [line] = await lines('/?page=hush')
    expect(line?.data).toMatchObject({
      headers: { 'accept-language': 'de', 'x-shop': '***' },
      query: ['page'],
    })
    expect(JSON.stringify(line)).not.toContain('hush')
  })

  it('is what code does not say; code wins, the builder’s as well', async () => {
    stub({ SAMPLE_RATE: '0', SKIP_PATHS: '/health' })
    expect(await lines('/', { sampleRate: 1 })).toHaveLength(1)
    expect(await lines('/health', { sampleRate: 1, skipPaths: [] })).toHaveLength(1)
    expect(await lines('/', builtOptions(new HttpBuilder().sampleRate(1)))).toHaveLength(1)
    expect(await lines('/', { sampleRate: undefined })).toEqual([])
  })

  it.each([
    ['SKIP_PATHS', 'health'],
    ['LOG_ERRORS_ON_SKIP', 'maybe'],
    ['SAMPLE_RATE', '1.5'],
    ['SAMPLE_RATE', 'all'],
    ['SLOW_MS', '-1'],
    ['INCLUDE_HEADERS', 'a b'],
    ['QUERY', 'some'],
  ])('%s=%s is ignored, and named once', async (name, text) => {
    stub({ [name]: text })
    expect(await lines('/?a=hush')).toHaveLength(1)
    expect(await lines('/')).toHaveLength(1)
    const named: unknown = expect.stringMatching(new RegExp(`^FAPILOG_HTTP__${name} must be .*${text}`))
    expect(warnings.mock.calls).toEqual([[named, { code: 'FAPILOG_W_HTTP_VARIABLE' }]])
  })

  it('a blank one counts as unset', async () => {
    stub({ SKIP_PATHS: ' ', SAMPLE_RATE: '' })
    expect(await lines('/')).toHaveLength(1)
    expect(warnings).not.toHaveBeenCalled()
  })
})
