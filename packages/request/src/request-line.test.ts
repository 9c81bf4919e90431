import { describe, expect, it } from 'vitest'
import { OK, recordRequests } from './fixtures/record.ts'
import type { RequestScope } from './types.ts'

const recorder = recordRequests()

class TeapotError extends Error {}

describe('the line of a request', () => {
  it('says what was asked and what came of it', async () => {
    const { timestamp: _, ...line } = await recorder.line({
      request: {
        method: 'POST',
        url: '/users/7?token=secret#x',
        clientIp: '192.0.2.1',
        requestId: 'r',
        headers: { 'user-agent': 'curl', 'content-length': '20', cookie: 'c=1', authorization: 'Bearer b' },
      },
      act: (scope) => {
        scope.setRoute('/users/:id')
        scope.responseStarted()
      },
      end: { finished: true, statusCode: 201, responseBytes: 5 },
    })
    expect(line).toEqual({
      level: 'INFO',
      message: 'request_completed',
      logger: 'root',
      context: { message_id: expect.any(String), correlation_id: 'r', request_id: 'r' },
      diagnostics: expect.any(Object),
      data: {
        method: 'POST',
        path: '/users/7',
        route: '/users/:id',
        status_code: 201,
        latency_ms: expect.any(Number),
        ttfb_ms: expect.any(Number),
        outcome: 'completed',
        client_ip: '192.0.2.1',
        user_agent: 'curl',
        request_bytes: 20,
        response_bytes: 5,
      },
    })
    expect(JSON.stringify(line)).not.toMatch(/secret|Bearer|c=1/)
  })

  it('has the error and its stack when it failed', async () => {
    const error = new TeapotError('boom')
    const line = await recorder.line({
      act: (scope) => scope.fail(error),
      end: { finished: true, statusCode: 500 },
    })
    expect(line).toMatchObject({
      level: 'ERROR',
      message: 'request_failed',
      diagnostics: { exception: { type: 'TeapotError', message: 'boom', stack: error.stack } },
      data: { outcome: 'failed', status_code: 500, error_type: 'TeapotError', error: 'boom' },
    })
  })

  it('has the first error of several', async () => {
    const line = await recorder.line({
      act: (scope) => {
        scope.fail(new Error('first'))
        scope.fail(new Error('second'))
      },
      end: { finished: true, statusCode: 500 },
    })
    expect(line.data['error']).toBe('first')
  })

  it.each<[string, { finished: boolean; statusCode?: number }, unknown, string, string, string]>([
    [
      'a status of 500 without an error',
      { finished: true, statusCode: 500 },
      undefined,
      'failed',
      'request_failed',
      'ERROR',
    ],
    [
      'a thrown 4xx',
      { finished: true, statusCode: 404 },
      new Error('e'),
      'completed',
      'request_completed',
      'INFO',
    ],
    [
      'an error that was answered with a redirect',
      { finished: true, statusCode: 302 },
      new Error('e'),
      'completed',
      'request_completed',
      'INFO',
    ],
    [
      'a client that left',
      { finished: false, statusCode: 200 },
      undefined,
      'aborted',
      'request_aborted',
      'WARNING',
    ],
    [
      'a stream that broke',
      { finished: false, statusCode: 200 },
      new Error('e'),
      'failed',
      'request_failed',
      'ERROR',
    ],
    [
      'a stream that broke because the client left',
      { finished: false, statusCode: 200 },
      Object.assign(new Error('e'), { code: 'ERR_STREAM_PREMATURE_CLOSE' }),
      'aborted',
      'request_aborted',
      'WARNING',
    ],
  ])('judges %s', async (_what, end, error, outcome, message, level) => {
    const line = await recorder.line({ end, act: (scope) => error !== undefined && scope.fail(error) })
    expect(line).toMatchObject({ level, message, data: { outcome } })
  })

  it('judges an error after the headers: nobody could handle it any more', async () => {
    const error = new Error('e')
    const act = (scope: RequestScope): void => {
      scope.responseStarted()
      scope.fail(error)
    }
    expect(await recorder.line({ act, end: { finished: true, statusCode: 200 } })).toMatchObject({
      message: 'request_failed',
      diagnostics: { exception: { stack: error.stack } },
    })
    const refused = await recorder.line({ act, end: { finished: true, statusCode: 404 } })
    expect(refused.message).toBe('request_completed')
  })

  it('names the error that was handled, without its stack', async () => {
    const act = (scope: RequestScope): void => scope.fail(new TeapotError('boom'))
    const line = await recorder.line({ act, end: { finished: true, statusCode: 302 } })
    expect(line.data).toMatchObject({ error_type: 'TeapotError', error: 'boom' })
    expect(line.diagnostics).not.toHaveProperty('exception')
  })

  it('names no status when no headers were sent', async () => {
    const { data } = await recorder.line({ end: { finished: false } })
    expect(data).toMatchObject({ outcome: 'aborted', aborted: true })
    expect(data).not.toHaveProperty('status_code')
  })

  it('says that the server gave up', async () => {
    const line = await recorder.line({ act: (scope) => scope.timedOut(), end: { finished: false } })
    expect(line).toMatchObject({ level: 'ERROR', message: 'request_failed', data: { outcome: 'timeout' } })
    const answered = await recorder.line({
      act: (scope) => scope.timedOut(),
      end: { finished: true, statusCode: 503 },
    })
    expect(answered.data).toMatchObject({ outcome: 'timeout', status_code: 503 })
  })

  it.each([
    ['text'],
    [undefined],
    [null],
    [{ code: 1 }],
    [Object.create(null)],
    [Proxy.revocable({}, {}).proxy],
  ])('survives that %# was thrown', async (thrown) => {
    const line = await recorder.line({
      act: (scope) => scope.fail(thrown),
      end: { finished: true, statusCode: 500 },
    })
    expect(line.data).toMatchObject({
      outcome: 'failed',
      error_type: typeof thrown,
      error: expect.any(String),
    })
  })

  it('survives a revoked proxy', async () => {
    const { proxy, revoke } = Proxy.revocable(new Error('e'), {})
    revoke()
    const line = await recorder.line({
      act: (scope) => scope.fail(proxy),
      end: { finished: true, statusCode: 500 },
    })
    expect(line.message).toBe('request_failed')
  })

  it('is printed once', async () => {
    const lines = await recorder.lines({
      act: (scope) => {
        scope.settle(OK)
        scope.settle({ finished: false })
      },
    })
    expect(lines.map(({ data }) => data['outcome'])).toEqual(['completed'])
  })

  it('comes after a line for the start where that is wanted', async () => {
    const lines = await recorder.lines({ options: { logStart: true }, request: { requestId: 'r' } })
    expect(lines).toMatchObject([
      {
        level: 'DEBUG',
        message: 'request_started',
        context: { request_id: 'r' },
        data: { path: '/things/1' },
      },
      { message: 'request_completed' },
    ])
    expect((await recorder.lines({ options: { logStart: 'info' } }))[0]?.level).toBe('INFO')
  })

  it('has the level that the application, or the route, wants', async () => {
    const levelFor = ({ statusCode }: { readonly statusCode: number | undefined }): 'warning' | undefined =>
      statusCode === 404 ? 'warning' : undefined
    const level = async (statusCode: number, options: object): Promise<string> =>
      (await recorder.line({ options, end: { finished: true, statusCode } })).level
    expect(await level(404, { levelFor })).toBe('WARNING')
    expect(await level(500, { levelFor })).toBe('ERROR')
    const throwing = (): never => {
      throw new Error('hook')
    }
    expect(await level(200, { levelFor: throwing })).toBe('INFO')
    const act = (scope: { setRouteLogging(logging: { level: 'debug' }): void }): void =>
      scope.setRouteLogging({ level: 'debug' })
    expect((await recorder.line({ act })).level).toBe('DEBUG')
    expect((await recorder.line({ act, end: { finished: true, statusCode: 500 } })).level).toBe('ERROR')
  })

  it('has its usual level, and is printed, where what the application or the route wants is wrong', async () => {
    const wrong = { level: 'nope', sampleRate: 'x', skip: 'yes' } as object
    const lines = [
      await recorder.line({ options: { levelFor: () => 'verbose' as never } }),
      await recorder.line({ options: { levelFor: () => 7 as never } }),
      await recorder.line({ act: (scope) => scope.setRouteLogging(wrong) }),
    ]
    for (const { level, data } of lines) {
      expect(level).toBe('INFO')
      expect(data).not.toHaveProperty('args')
    }
  })
})
