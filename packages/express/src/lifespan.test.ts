import { once } from 'node:events'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clearLoggerCache, memorySink } from 'fapilog'
import { captureLogs } from 'fapilog/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { majors } from './fixtures/majors.ts'
import { serve } from './fixtures/serve.ts'
import requestLoggerByDefault, { ExpressBuilder, requestLogger } from './index.ts'

const closed = (server: { close(callback: () => void): unknown }): Promise<void> =>
  new Promise((resolve) => {
    server.close(resolve)
  })

const portOf = (server: { address(): unknown }): number => (server.address() as { port: number }).port

describe.each(majors)('the lifespan of a server of Express %i', (_major, express) => {
  it('ends with a drain, before close() calls back', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use(http)
      return app
    })
    await service.get('/')
    await closed(service.server)
    expect(service.logger.stats()).toMatchObject({ submitted: 1, delivered: 1, pending: 0 })
    expect(await service.logger.checkHealth()).toMatchObject({ thread: 'stopped' })
  })

  it('is attached to a server that the application makes', async () => {
    const capture = captureLogs()
    onTestFinished(() => capture.stop())
    const http = requestLogger({ logger: capture.logger })
    const app = express()
    app.use(http)
    const server = app.listen(0)
    expect(http.attach(server)).toBe(server)
    await fetch(`http://127.0.0.1:${portOf(server)}/`)
    await closed(server)
    expect(capture.logger.stats()).toMatchObject({ submitted: 1, delivered: 1 })
  })

  it('puts errors() in place where the application did not', async () => {
    const service = await serve((http) => {
      const app = express()
      app.set('env', 'test')
      app.use(http)
      app.get('/', () => {
        throw new Error('boom')
      })
      return app
    })
    expect((await service.get('/')).status).toBe(500)
    expect((await service.line()).data).toMatchObject({ error: 'boom', route: '/' })
  })

  it('puts errors() in place where a router of the application has its own', async () => {
    const service = await serve((http) => {
      const app = express()
      app.set('env', 'test')
      app.use(http)
      const api = express.Router()
      api.use(http.errors())
      app.use('/api', api)
      app.get('/', () => {
        throw new Error('boom')
      })
      return app
    })
    expect((await service.get('/')).status).toBe(500)
    expect((await service.line()).data).toMatchObject({ error: 'boom', route: '/' })
  })

  it('with async: true begins when the first request comes, and hands out the async facade', async () => {
    const memory = memorySink()
    onTestFinished(() => clearLoggerCache())
    const http = requestLogger({ async: true, sinks: [memory.sink] })
    const app = express()
    app.use(http)
    app.get('/', async (req, res) => {
      res.send(String(await http.getLogger(req).info('awaited')))
    })
    const server = http.listen(app)
    onTestFinished(() => server.closeAllConnections())
    const answer = await fetch(`http://127.0.0.1:${portOf(server)}/`)
    expect(await answer.text()).toBe('true')
    await closed(server)
    const messages = memory.events().map(({ message }) => message)
    expect(messages).toEqual(['awaited', 'request_completed'])
  })

  it('goes on without a log when its logger could not be made', async () => {
    const http = requestLogger({ async: true, reuse: false, level: 'loud' })
    await expect(http.logging.start()).rejects.toMatchObject({ code: 'FAPILOG_E_CONFIG' })
    const app = express()
    app.use(http)
    app.get('/', (_req, res) => void res.send('ok'))
    const server = app.listen(0)
    onTestFinished(() => void server.close())
    const answer = await fetch(`http://127.0.0.1:${portOf(server)}/`, { headers: { connection: 'close' } })
    expect(await answer.text()).toBe('ok')
  })

  it('is that of one application of two in a process', async () => {
    const build = (http: Parameters<Parameters<typeof serve>[0]>[0]): ReturnType<typeof express> =>
      express().use(http)
    const [one, two] = [await serve(build), await serve(build)]
    await one.get('/one')
    await two.get('/two')
    expect((await one.line()).data['path']).toBe('/one')
    expect((await two.line()).data['path']).toBe('/two')
  })
})

describe.each(majors)('listen() of Express %i', (major, express) => {
  function setUp(): { http: ReturnType<typeof requestLogger>; app: ReturnType<typeof express> } {
    const capture = captureLogs()
    onTestFinished(() => capture.stop())
    const http = requestLogger({ logger: capture.logger })
    const app = express()
    app.use(http)
    return { http, app }
  }

  type SetUp = ReturnType<typeof setUp>
  type Listen = (made: SetUp, callback: () => void) => Server
  const path = join(tmpdir(), `fapilog-express-${process.pid}-${major}.sock`)

  it.each<[string, Listen, unknown]>([
    ['a callback', ({ http, app }, callback) => http.listen(app, callback), {}],
    ['a port', ({ http, app }, callback) => http.listen(app, 0, callback), {}],
    [
      'a port and a host',
      ({ http, app }, callback) => http.listen(app, 0, '127.0.0.1', callback),
      { address: '127.0.0.1' },
    ],
    [
      'a port, a host and a backlog',
      ({ http, app }, callback) => http.listen(app, 0, '127.0.0.1', 10, callback),
      { address: '127.0.0.1' },
    ],
    ['a path', ({ http, app }, callback) => http.listen(app, path, callback), path],
    [
      'options',
      ({ http, app }, callback) => http.listen(app, { port: 0, host: '127.0.0.1' }, callback),
      { address: '127.0.0.1' },
    ],
  ])('takes %s, and calls back', async (_what, listen, address) => {
    const made = setUp()
    const server = await new Promise<Server>((resolve) => {
      const listening: Server = listen(made, () => resolve(listening))
    })
    expect(server.address()).toEqual(typeof address === 'string' ? address : expect.objectContaining(address))
    await closed(server)
    expect(await made.http.logging.logger.checkHealth()).toMatchObject({ thread: 'stopped' })
  })

  it('tells of an error where `app.listen` does', async () => {
    const first = express().listen(0)
    onTestFinished(() => void first.close())
    await once(first, 'listening')
    const { http, app } = setUp()
    const told = new Promise((resolve) => {
      const server = http.listen(app, portOf(first), (error) => resolve(['callback', error]))
      server.on('error', (error) => setImmediate(() => resolve(['event', error])))
    })
    expect(await told).toEqual([
      major === 4 ? 'event' : 'callback',
      expect.objectContaining({ code: 'EADDRINUSE' }),
    ])
  })

  it.each<[string, (http: SetUp['http']) => SetUp['http']]>([
    ['it', (http) => http],
    ['one of its own', () => setUp().http],
  ])('listens where `app.listen` is made of %s', async (_what, choose) => {
    const { http, app } = setUp()
    Object.assign(app, { listen: (...where: [number, string]) => choose(http).listen(app, ...where) })
    for (const begin of [() => app.listen(0, '127.0.0.1'), () => http.listen(app, 0, '127.0.0.1')]) {
      const server = begin()
      await once(server, 'listening')
      expect((await fetch(`http://127.0.0.1:${portOf(server)}/`)).status).toBe(404)
      await closed(server)
    }
    expect(await http.logging.logger.checkHealth()).toMatchObject({ thread: 'stopped' })
  })

  it('listens for a bare function, too, which cannot itself', async () => {
    const { http, app } = setUp()
    const server = http.listen((request, response) => app(request, response), 0, '127.0.0.1')
    await once(server, 'listening')
    await closed(server)
    expect(await http.logging.logger.checkHealth()).toMatchObject({ thread: 'stopped' })
  })
})

describe('the package', () => {
  it('prints one line when it is loaded twice, as ESM and as CJS, and finds each other’s requests', async () => {
    const require = createRequire(import.meta.url)
    const cjs = require('@fapilog/express') as typeof import('./index.ts')
    expect(cjs.requestLogger).not.toBe(requestLogger)
    const [, express] = majors[1] ?? []
    const service = await serve((http) => {
      const app = express?.() ?? expect.unreachable()
      app.use(http)
      app.use(cjs.requestLogger())
      app.use((req, res) => {
        cjs.addRequestFields({ by: 'cjs' })
        cjs.getRequestLogger().info('inside')
        cjs.getRequestLogger(req).info('by request')
        res.send('ok')
      })
      return app
    })
    await service.get('/', { 'x-request-id': 'r' })
    const lines = await service.lines()
    expect(lines.map(({ message }) => message)).toEqual(['inside', 'by request', 'request_completed'])
    for (const { context, data } of lines) {
      expect(context['request_id']).toBe('r')
      expect(data['by']).toBe('cjs')
    }
  })

  it('has a default export', () => {
    expect(requestLoggerByDefault).toBe(requestLogger)
  })
})

describe('ExpressBuilder', () => {
  it('builds what requestLogger takes', async () => {
    const capture = captureLogs()
    onTestFinished(() => capture.stop())
    const http = new ExpressBuilder()
      .withLogger(capture.logger)
      .skipPaths(['/health'])
      .skipPaths(['/internal/*'])
      .includeHeaders(['accept'])
      .withCorrelationId({ header: 'X-Correlation-ID' })
      .build()
    expect(http.logging.echoHeader).toBe('x-correlation-id')
    const scope = (path: string): void => {
      const opened = http.logging.open({
        method: 'GET',
        url: path,
        headers: { accept: 'a', 'x-correlation-id': 'c' },
      })
      opened.settle({ finished: true, statusCode: 200 })
    }
    for (const path of ['/health', '/internal/x', '/']) scope(path)
    expect(await capture.events()).toMatchObject([
      { context: { request_id: 'c' }, data: { path: '/', headers: { accept: 'a' } } },
    ])
  })

  it('configures the pipeline of the process, as the factory does', async () => {
    onTestFinished(() => clearLoggerCache())
    const memory = memorySink()
    const http = new ExpressBuilder()
      .withName('api')
      .withLevel('debug')
      .withService('shop', { version: '1' })
      .withContext({ region: 'eu' })
      .addSink(memory.sink)
      .build()
    http.getLogger().debug('m')
    await http.flush()
    expect(memory.events()).toMatchObject([
      { logger: 'api', data: { region: 'eu' }, diagnostics: { service: 'shop', version: '1' } },
    ])
  })

  it('refuses what cannot be, at build()', () => {
    expect(() => new ExpressBuilder().sampleRate(7).build()).toThrow(
      'sampleRate must be a number from 0 to 1',
    )
    const { logger } = captureLogs({ diagnostics: false })
    expect(() => new ExpressBuilder().withLogger(logger).buildAsync()).toThrow(
      'buildAsync() makes its own logger',
    )
  })
})
