import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { fapilogPlugin, gracefulShutdown } from '@fapilog/fastify'
import type { Framework, Service, StartOptions } from './framework.ts'
import * as work from './work.ts'

const require = createRequire(import.meta.url)

/** How the plugin comes to the application. */
export type Mount = (app: FastifyInstance, options: StartOptions) => Promise<void> | void

export interface FastifySetup {
  readonly name: string
  readonly make: (options: StartOptions) => FastifyInstance
  /** Default: registered and awaited, before any route. */
  readonly mount?: Mount
}

const registered: Mount = async (app, { logging }) => {
  await app.register(fapilogPlugin, logging)
}

interface ShopParams {
  readonly Params: { readonly id: string; readonly org: string; readonly code: string }
  readonly Querystring: { readonly name: string }
}

function routes(app: FastifyInstance): void {
  app.get('/ok', async () => ({ ok: true }))
  app.get<ShopParams>('/items/:id', async ({ params }) => ({ id: params.id }))
  app.get<ShopParams>('/status/:code', async ({ params }, reply) => {
    reply.code(Number(params.code))
    return { code: params.code }
  })
  app.post('/echo', async ({ body }) => body)
  app.get('/throw', () => work.broken())
  app.get('/throw-later', () => work.brokenLater())
  app.get('/hang', () => new Promise(() => undefined))
  app.get('/give-up', (_request, reply) => work.givingUp(reply.raw))
  app.get('/stream', (_request, reply) => reply.send(work.chunks()))
  app.get('/stream-error', (_request, reply) => reply.send(work.failingChunks()))
  app.get('/endless', (_request, reply) => reply.send(work.endlessChunks()))
  app.get('/sse', (_request, reply) => reply.type('text/event-stream').send(work.serverSentEvents()))
  app.get<ShopParams>('/inside', ({ query }) => work.inside(query.name))
  app.get<ShopParams>('/callback', ({ query }) => work.inCallback(query.name))
  app.get('/gate', () => work.throughGate())
  app.get('/fields', async () => work.withFields())
  app.get('/hostile', async (request) => work.withHostileFields(request))
}

const nested: FastifyPluginAsync = async (app) => {
  app.get<ShopParams>('/members/:id', async ({ params }) => ({ id: params.id }))
  app.get('/broken', () => work.broken())
}

const HOOKS = ['preClose', 'onClose of a plugin', 'onClose of the root', 'after close']

export const fastifyFramework = ({ name, make, mount = registered }: FastifySetup): Framework => ({
  name,
  catchesAsync: true,
  hooks: HOOKS,

  async start(options: StartOptions): Promise<Service> {
    const app = make(options)
    const { hookLines, twice = false } = options
    if (hookLines !== undefined) {
      app.addHook('preClose', async () => void hookLines.info('hook: preClose'))
      app.addHook('onClose', async () => void hookLines.info('hook: onClose of the root'))
      void app.register(async (child) => {
        child.addHook('onClose', async () => void hookLines.info('hook: onClose of a plugin'))
      })
    }
    await mount(app, options)
    if (twice) {
      // The CommonJS copy beside the ESM one, as a dependency may bring it in.
      const { fapilogPlugin: copy } = require('@fapilog/fastify') as typeof import('@fapilog/fastify')
      await app.register(copy, options.logging)
    }
    routes(app)
    void app.register(nested, { prefix: '/orgs/:org' })
    void app.register(nested, { prefix: '/teams/:org/staff' })
    await app.listen({ port: 0, host: '127.0.0.1' })
    return {
      server: app.server,
      port: (app.server.address() as AddressInfo).port,
      async close() {
        await app.close()
        hookLines?.info('hook: after close')
      },
      closeThen(callback) {
        app.close(() => callback())
      },
      shutdownOnSignals: (options) => void gracefulShutdown(app, options),
    }
  },
})
