import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { bindContext } from 'fapilog'
import { describe, expect, it } from 'vitest'
import { majors } from './fixtures/majors.ts'
import { serve } from './fixtures/serve.ts'
import { addRequestFields, getRequestLogger } from './index.ts'

describe.each(majors)('requestLogger in Express %i', (_major, express) => {
  it('prints one line, with the context of the request on all lines within', async () => {
    const service = await serve((http, logger) => {
      const app = express()
      app.use(http)
      app.use(express.json())
      app.post('/orders/:id', async (req, res) => {
        logger.info('root')
        await delay(1)
        addRequestFields({ user_id: 'u1' })
        getRequestLogger().info('found')
        getRequestLogger(req).info('found by request')
        http.getLogger(req).info('found by the integration')
        res.status(201).json({ ok: true })
      })
      return app
    })
    const answer = await service.get(
      '/orders/1?secret=s',
      { 'x-request-id': 'r1', 'user-agent': 'test' },
      'POST',
    )
    expect(answer).toMatchObject({ status: 201, body: '{"ok":true}', headers: { 'x-request-id': 'r1' } })
    const lines = await service.lines()
    expect(lines.map(({ message }) => message)).toEqual([
      'root',
      'found',
      'found by request',
      'found by the integration',
      'request_completed',
    ])
    for (const { context } of lines) expect(context).toMatchObject({ request_id: 'r1', correlation_id: 'r1' })
    expect(lines.at(-1)).toMatchObject({
      context: { user_id: 'u1' },
      data: {
        method: 'POST',
        path: '/orders/1',
        status_code: 201,
        client_ip: expect.stringContaining('127.0.0.1') as string,
        user_agent: 'test',
        response_bytes: 11,
        latency_ms: expect.any(Number) as number,
        ttfb_ms: expect.any(Number) as number,
      },
    })
    expect(JSON.stringify(lines)).not.toContain('secret')
  })

  it('answers as without it where the trust of proxies or an id throws', async () => {
    const service = await serve((http) => {
      const app = express()
      app.set('trust proxy', () => {
        throw new Error('trust')
      })
      Object.defineProperty(app.request, 'id', {
        get() {
          throw new Error('id')
        },
      })
      app.use(http)
      app.get('/', (_req, res) => void res.send('ok'))
      return app
    })
    const answer = await service.get('/', { 'x-forwarded-for': '192.0.2.1', 'x-request-id': 'r' })
    expect(answer).toMatchObject({ status: 200, body: 'ok' })
    expect(await service.line()).toMatchObject({
      context: { request_id: 'r' },
      data: { status_code: 200, client_ip: expect.stringContaining('127.0.0.1') as string },
    })
  })

  it('keeps the context through a parser that fails, and prints its 400 without a stack', async () => {
    const service = await serve((http) => {
      const app = express()
      app.set('env', 'test')
      app.use(http)
      app.use(express.json())
      app.use(http.errors())
      return app
    })
    const status = await new Promise((resolve) => {
      const headers = { 'content-type': 'application/json' }
      const sent = httpRequest(
        { port: service.port, path: '/', method: 'POST', headers, agent: false },
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      )
      sent.end('{"a":')
    })
    expect(status).toBe(400)
    const line = await service.line()
    expect(line).toMatchObject({ level: 'INFO', data: { status_code: 400, error_type: 'SyntaxError' } })
    expect(line.diagnostics).not.toHaveProperty('exception')
  })

  it('answers 404 with one line', async () => {
    const service = await serve((http) => express().use(http))
    expect((await service.get('/%zz')).status).toBe(404)
    expect(await service.line()).toMatchObject({
      level: 'INFO',
      data: { path: '/%zz', status_code: 404, outcome: 'completed' },
    })
  })

  it('serves one connection after the other, and pipelined requests', async () => {
    const service = await serve((http, logger) => {
      const app = express()
      app.use(http)
      app.get('/:n', async (req, res) => {
        await delay(5 - Number(req.params.n))
        logger.info('inside', { n: req.params.n })
        res.send('ok')
      })
      return app
    })
    const socket = connect(service.port)
    const asked = [1, 2, 3, 4].map((n) => `GET /${n} HTTP/1.1\r\nhost: h\r\nx-request-id: id${n}\r\n\r\n`)
    socket.write(asked.join(''))
    let received = ''
    await new Promise<void>((resolve) => {
      socket.on('data', (chunk) => {
        received += chunk.toString()
        if (received.split('HTTP/1.1 200').length === 5) resolve()
      })
    })
    socket.destroy()
    const lines = await service.lines()
    expect(lines).toHaveLength(8)
    for (const { context, data, message } of lines) {
      const n = message === 'inside' ? data['n'] : String(data['path']).slice(1)
      expect(context['request_id']).toBe(`id${String(n)}`)
    }
  })

  it('may be mounted twice', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use(http, http)
      app.use('/a', http, (_req, res) => void res.send('ok'))
      return app
    })
    await service.get('/a')
    expect((await service.line()).message).toBe('request_completed')
  })

  it('gives requests log and id, unless they have their own', async () => {
    const seen: unknown[] = []
    const service = await serve((http) => {
      const app = express()
      app.use((req, _res, next) => {
        if (req.url === '/own') Object.assign(req, { id: 'own', log: 'own' })
        next()
      })
      app.use(http)
      app.use((req, res) => {
        const { id, log } = req as unknown as { id: unknown; log: { info?(message: string): boolean } }
        seen.push(id, typeof log === 'string' ? log : log.info?.('by req.log'))
        res.send('ok')
      })
      return app
    })
    await service.get('/', { 'x-request-id': 'r' })
    const answer = await service.get('/own', { 'x-request-id': 'r' })
    expect(seen).toEqual(['r', true, 'own', 'own'])
    expect(answer.headers['x-request-id']).toBe('own')
    expect((await service.lines()).map(({ context }) => context['request_id'])).toEqual(['r', 'r', 'own'])
  })

  it('lets routes choose how they are logged', async () => {
    const service = await serve(
      (http) => {
        const app = express()
        app.use(http)
        app.get('/quiet', (_req, res) => {
          res.locals['fapilog'] = false
          res.send('ok')
        })
        app.get('/debug', (_req, res) => {
          res.locals['fapilog'] = { level: 'debug' }
          res.send('ok')
        })
        app.get('/health', (_req, res) => void res.send('ok'))
        return app
      },
      { skipPaths: ['/health'] },
    )
    for (const path of ['/quiet', '/health', '/debug']) await service.get(path)
    expect(await service.line()).toMatchObject({ level: 'DEBUG', data: { path: '/debug' } })
  })

  it('keeps the route where what it says of its logging throws', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use(http)
      app.get('/users/:id', (_req, res) => {
        const hostile = {
          get skip(): boolean {
            throw new Error('on purpose')
          },
        }
        if (_req.params.id === '1') res.locals['fapilog'] = hostile
        else Object.defineProperty(res.locals, 'fapilog', { get: () => hostile.skip })
        res.send('ok')
      })
      return app
    })
    for (const path of ['/users/1', '/users/2']) expect((await service.get(path)).status).toBe(200)
    expect((await service.lines()).map(({ data }) => data['route'])).toEqual(['/users/:id', '/users/:id'])
  })

  it('takes a number that the application has for an id', async () => {
    const service = await serve((http) => {
      const app = express()
      app.use((req, _res, next) => {
        Object.assign(req, { id: 42 })
        next()
      })
      app.use(http)
      app.get('/', (req, res) => void res.json(req.id))
      return app
    })
    expect(await service.get('/')).toMatchObject({ body: '42', headers: { 'x-request-id': '42' } })
    expect((await service.line()).context['request_id']).toBe('42')
  })

  it('keeps to the application’s trust of proxies', async () => {
    const service = await serve((http) => {
      const app = express()
      app.set('trust proxy', 1)
      app.use(http)
      app.get('/', (_req, res) => void res.send('ok'))
      return app
    })
    await service.get('/', { 'x-forwarded-for': '203.0.113.9, 198.51.100.2' })
    expect((await service.line()).data['client_ip']).toBe('198.51.100.2')
  })

  it('keeps the context in callbacks that were bound', async () => {
    const service = await serve((http, logger) => {
      const app = express()
      const elsewhere: (() => void)[] = []
      app.use(http)
      app.post('/upload', (req, res) => {
        const done = bindContext(() => {
          logger.info('parsed')
          res.send('ok')
        })
        elsewhere.push(done)
        req.on('end', () => elsewhere.splice(0).forEach((callback) => callback()))
        req.resume()
      })
      return app
    })
    await service.get('/upload', { 'x-request-id': 'r' }, 'POST')
    expect((await service.lines())[0]).toMatchObject({ message: 'parsed', context: { request_id: 'r' } })
  })

  it('never changes an answer, whatever is logged', async () => {
    const service = await serve(
      (http) => {
        const app = express()
        app.use(http)
        app.get('/', (_req, res) => {
          addRequestFields({
            get trap(): never {
              throw new Error('trap')
            },
            proxy: new Proxy({}, { ownKeys: () => expect.unreachable('ownKeys') as never }),
          })
          res.status(202).set('x-mine', '1').send('body')
        })
        return app
      },
      {
        levelFor: () => 'nonsense',
        path: () => {
          throw new Error('hook')
        },
      },
    )
    const answer = await service.get('/')
    expect(answer).toMatchObject({
      status: 202,
      body: 'body',
      headers: { 'x-mine': '1', 'content-length': '4' },
    })
    expect(await service.lines()).toHaveLength(1)
  })
})
