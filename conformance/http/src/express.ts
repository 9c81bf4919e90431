import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { pipeline, type Readable } from 'node:stream'
import type express from 'express'
import { gracefulShutdown, requestLogger } from '@fapilog/express'
import type { Framework, Service, StartOptions } from './framework.ts'
import * as work from './work.ts'

const require = createRequire(import.meta.url)

export interface ExpressSetup {
  readonly name: string
  readonly make: typeof express
  /** Whether promises of handlers are awaited: from Express 5 on. */
  readonly catchesAsync: boolean
}

const HOOKS = ['server close', 'close callback']

const nameOf = ({ query: { name } }: express.Request): string => (typeof name === 'string' ? name : '')

const stream =
  (make: () => Readable): express.RequestHandler =>
  (_request, response, next) => {
    // Where the client goes away the error is of the connection, and nobody is left to be answered.
    pipeline(make(), response, (error) => void (error && next(error)))
  }

function routes(app: express.Application, { Router, json }: typeof express): void {
  app.use(json())
  app.get('/ok', (_request, response) => void response.json({ ok: true }))
  app.get('/items/:id', ({ params }, response) => void response.json({ id: params['id'] }))
  app.get('/status/:code', ({ params }, response) => {
    response.status(Number(params['code'])).json({ code: params['code'] })
  })
  app.post('/echo', (request, response) => void response.json(request.body))
  app.get('/throw', () => void work.broken())
  // oxlint-disable-next-line typescript/no-misused-promises -- what Express 5 awaits
  app.get('/throw-later', () => work.brokenLater())
  app.get('/hang', () => undefined)
  app.get('/give-up', (_request, response) => void work.givingUp(response))
  app.get('/stream', stream(work.chunks))
  app.get('/stream-error', stream(work.failingChunks))
  app.get('/endless', stream(work.endlessChunks))
  app.get('/sse', (_request, response, next) => {
    response.type('text/event-stream')
    stream(work.serverSentEvents)(_request, response, next)
  })
  app.get('/inside', (request, response, next) => {
    work.inside(nameOf(request)).then((body) => response.json(body), next)
  })
  app.get('/callback', (request, response, next) => {
    work.inCallback(nameOf(request)).then((body) => response.json(body), next)
  })
  app.get('/gate', (_request, response, next) => {
    work.throughGate().then((body) => response.json(body), next)
  })
  app.get('/fields', (_request, response) => void response.json(work.withFields()))
  app.get('/hostile', (request, response) => void response.json(work.withHostileFields(request)))

  const nested = Router()
  nested.get('/members/:id', ({ params }, response) => void response.json({ id: params['id'] }))
  nested.get('/broken', () => void work.broken())
  app.use('/orgs/:org', nested)
  app.use('/teams/:org/staff', nested)
}

/** Instead of Express' own, which prints every stack on standard error. */
const answerError: express.ErrorRequestHandler = (error: { status?: number }, _request, response, next) => {
  if (response.headersSent) return next(error)
  response.status(error.status ?? 500).json({ error: 'the shop' })
}

const answer500: express.ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error)
  response.status(500).json({ error: 'the shop' })
}

export const expressFramework = ({ name, make, catchesAsync }: ExpressSetup): Framework => ({
  name,
  catchesAsync,
  hooks: HOOKS,

  async start(options: StartOptions): Promise<Service> {
    const { logging, trustProxy = false, hookLines, twice = false, bare = false, errorHandler } = options
    const app = make()
    app.set('env', 'test')
    app.set('trust proxy', trustProxy)
    const http = requestLogger(logging)
    if (!bare) app.use(http)
    if (twice) {
      const { requestLogger: copy } = require('@fapilog/express') as typeof import('@fapilog/express')
      app.use(http, copy(logging))
    }
    routes(app, make)
    if (!bare) app.use(http.errors())
    if (errorHandler !== 'framework') app.use(errorHandler === '500' ? answer500 : answerError)
    const at = { port: 0, host: '127.0.0.1' }
    const server = bare ? createServer(app).listen(at) : http.listen(app, at)
    await new Promise((resolve) => server.once('listening', resolve))
    if (hookLines !== undefined) server.once('close', () => void hookLines.info('hook: server close'))
    return {
      server,
      port: (server.address() as AddressInfo).port,
      close: () =>
        new Promise((resolve, reject) => {
          // Browsers and agents keep connections; an application that wants to end closes those without a request.
          const sweep = setInterval(() => server.closeIdleConnections(), 10)
          server.close((error) => {
            clearInterval(sweep)
            hookLines?.info('hook: close callback')
            if (error === undefined) resolve()
            else reject(error)
          })
        }),
      closeThen: (callback) => void server.close(callback),
      shutdownOnSignals: (options) => void gracefulShutdown(server, http.logging, options),
    }
  },
})
