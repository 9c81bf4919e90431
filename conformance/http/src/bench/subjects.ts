import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { requestLogger } from '@fapilog/express'
import { fapilogPlugin } from '@fapilog/fastify'
import { getLogger, type SyncLoggerFacade } from 'fapilog'
import express from 'express'
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import pino from 'pino'
import { pinoHttp } from 'pino-http'

/** Where the lines go: a file, or standard output, a pipe that may stand still. */
export type Target = string | null

/** A hello-world route: the framework and how it logs requests. */
const starts = {
  'fastify, no logging': () => hello(fastify()),
  'fastify, fapilog': async (target: Target) => {
    const app = fastify()
    await app.register(fapilogPlugin, { logger: fapilog(target) })
    return hello(app)
  },
  'fastify, by hand': (target: Target) => {
    const app = fastify()
    const logger = fapilog(target)
    const opened = byHand(logger)
    app.addHook('onRequest', (request, reply, done) => {
      const id = randomUUID()
      reply.header('x-request-id', id)
      opened(request.raw, reply.raw, id, () => request.routeOptions.url, done)
    })
    return hello(app)
  },
  // Its own settings: asynchronous, each line a write.
  'fastify, its pino': (target: Target) =>
    hello(fastify({ logger: target === null ? true : { file: target } })),
  'fastify, pino with a buffer': (target: Target) => {
    const loggerInstance: FastifyBaseLogger = buffered(target)
    return hello(fastify({ loggerInstance }))
  },
  'express, no logging': () => listen(helloExpress(express())),
  'express, fapilog': (target: Target) => {
    const app = express()
    const http = requestLogger({ logger: fapilog(target) })
    app.use(http)
    helloExpress(app)
    app.use(http.errors())
    return listen(app)
  },
  'express, by hand': (target: Target) => {
    const app = express()
    const opened = byHand(fapilog(target))
    app.use((request, response, next) => {
      const id = randomUUID()
      response.setHeader('x-request-id', id)
      opened(
        request,
        response,
        id,
        () => String((request.route as { path?: unknown } | undefined)?.path),
        next,
      )
    })
    return listen(helloExpress(app))
  },
  'express, pino-http': (target: Target) => {
    const app = express()
    app.use(pinoHttp({ logger: pino(pino.destination(target ?? 1)) }))
    return listen(helloExpress(app))
  },
  'express, pino-http with a buffer': (target: Target) => {
    const app = express()
    app.use(pinoHttp({ logger: buffered(target) }))
    return listen(helloExpress(app))
  },
} satisfies Record<string, (target: Target) => Server | Promise<Server>>

export type Subject = keyof typeof starts

export const SUBJECTS = Object.keys(starts) as readonly Subject[]

export const isSubject = (name: string): name is Subject => Object.hasOwn(starts, name)

/** Resolves with the server, which listens. */
export async function startSubject(subject: Subject, target: Target): Promise<Server> {
  return starts[subject](target)
}

/**
 * The least that the same line takes: a context in AsyncLocalStorage, an id that goes out, two looks at the clock, one
 * listener. No rules, no redaction, no aborts, no errors, no shutdown.
 */
function byHand(logger: SyncLoggerFacade) {
  const store = new AsyncLocalStorage<SyncLoggerFacade>()
  return (
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    route: () => string | undefined,
    next: () => void,
  ): void => {
    const started = performance.now()
    const log = logger.bind({ request_id: id })
    response.on('close', () => {
      log.info('request_completed', {
        method: request.method,
        path: request.url,
        route: route(),
        status_code: response.statusCode,
        latency_ms: performance.now() - started,
        outcome: 'completed',
        client_ip: request.socket.remoteAddress,
        user_agent: request.headers['user-agent'],
        response_bytes: 11,
      })
    })
    store.run(log, next)
  }
}

/** The cheapest that pino offers: 4 KiB at a time, synchronously. What is in the buffer at a crash is lost. */
const buffered = (target: Target): pino.Logger =>
  pino(pino.destination({ dest: target ?? 1, minLength: 4096, sync: true }))

function fapilog(target: Target): SyncLoggerFacade {
  const sink =
    target === null
      ? ({ kind: 'stdout-json' } as const)
      : ({ kind: 'rotating-file', directory: `${target}.d`, maxBytes: '1 GiB' } as const)
  return getLogger({ preset: 'production', sinks: [sink] })
}

async function hello(app: FastifyInstance): Promise<Server> {
  app.get('/hello/:name', async () => ({ ok: true }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app.server
}

function helloExpress(app: express.Application): express.Application {
  app.disable('x-powered-by')
  app.disable('etag')
  app.get('/hello/:name', (_request, response) => void response.json({ ok: true }))
  return app
}

async function listen(app: RequestListener): Promise<Server> {
  const server = createServer(app)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return server
}
