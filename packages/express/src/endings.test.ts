import { request as httpRequest } from 'node:http'
import { PassThrough, pipeline, Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { majors } from './fixtures/majors.ts'
import { serve } from './fixtures/serve.ts'

/** Leaves as soon as the server has seen the request, or its answer has begun. */
function leave(
  port: number,
  path: string,
  when: 'asked' | 'answering',
  asked: Promise<unknown>,
): Promise<void> {
  return new Promise((resolve) => {
    const sent = httpRequest({ port, path, agent: false }, (response) => {
      response.on('error', () => undefined)
      response.once('data', () => when === 'answering' && sent.destroy())
    })
    sent.on('error', () => undefined)
    sent.on('close', resolve)
    sent.end()
    if (when === 'asked') void asked.then(() => sent.destroy())
  })
}

describe.each(majors)('how a request ends in Express %i', (major, express) => {
  it('prints the error behind a 500, which the application answers', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use(http)
      app.get('/sync', () => {
        throw new TypeError('sync')
      })
      app.get('/async', async (_req, _res, next) => {
        await delay(1)
        // Express 5 does this for a rejected promise.
        if (major === 4) next(new TypeError('async'))
        else throw new TypeError('async')
      })
      app.use(http.errors())
      app.use(
        (
          _error: unknown,
          _req: unknown,
          res: { status(code: number): { send(text: string): unknown } },
          _next: unknown,
        ) => void res.status(500).send('sorry'),
      )
      return app
    })
    expect((await service.get('/sync')).body).toBe('sorry')
    expect((await service.get('/async')).body).toBe('sorry')
    expect(await service.lines()).toMatchObject(
      ['sync', 'async'].map((message) => ({
        level: 'ERROR',
        message: 'request_failed',
        diagnostics: {
          exception: { type: 'TypeError', message, stack: expect.stringContaining('test.ts') as string },
        },
        data: { status_code: 500, outcome: 'failed', route: `/${message}` },
      })),
    )
  })

  it('tells a client that left before the headers', async () => {
    let tell = (): void => undefined
    const asked = new Promise<void>((resolve) => {
      tell = resolve
    })
    const service = await serve((http) => {
      const app = express()
      app.use(http)
      app.get('/slow', () => tell())
      return app
    })
    await leave(service.port, '/slow', 'asked', asked)
    const line = await service.line()
    expect(line).toMatchObject({
      level: 'WARNING',
      message: 'request_aborted',
      data: { outcome: 'aborted', route: '/slow', client_ip: expect.stringContaining('127.0.0.1') as string },
    })
    expect(line.data).not.toHaveProperty('status_code')
    expect(line.data).not.toHaveProperty('ttfb_ms')
  })

  it('tells a client that left in the middle of a stream', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use(http)
      app.get('/stream', (_req, res) => {
        const endless = new PassThrough()
        endless.write('first')
        pipeline(endless, res, () => undefined)
      })
      return app
    })
    await leave(service.port, '/stream', 'answering', Promise.resolve())
    expect(await service.line()).toMatchObject({
      message: 'request_aborted',
      data: { status_code: 200, outcome: 'aborted', ttfb_ms: expect.any(Number) as number },
    })
  })

  it('tells a stream that broke', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use(http)
      app.get('/stream', (_req, res, next) => {
        const source = Readable.from(
          (async function* broken() {
            yield 'first'
            await delay(1)
            throw new Error('disk')
          })(),
        )
        pipeline(source, res, (error) => error && next(error))
      })
      app.use(http.errors())
      return app
    })
    await service.get('/stream').catch(() => undefined)
    expect(await service.line()).toMatchObject({
      level: 'ERROR',
      message: 'request_failed',
      data: { status_code: 200, error: 'disk' },
      diagnostics: { exception: { message: 'disk' } },
    })
  })

  it('measures a stream to its last byte, and says when the first one went out', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use(http)
      app.get('/events', async (_req, res) => {
        res.set('content-type', 'text/event-stream')
        res.write('data: 1\n\n')
        await delay(60)
        res.end('data: 2\n\n')
      })
      return app
    })
    expect((await service.get('/events')).body).toContain('data: 2')
    const { data } = await service.line()
    expect(data['latency_ms']).toBeGreaterThan(55)
    expect(Number(data['latency_ms']) - Number(data['ttfb_ms'])).toBeGreaterThan(50)
    expect(data).not.toHaveProperty('response_bytes')
  })
})
