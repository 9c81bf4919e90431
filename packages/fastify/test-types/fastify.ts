import Fastify, { type FastifyBaseLogger, type FastifyContextConfig, type FastifyInstance } from 'fastify'
import { type DrainResult, getLogger, type SyncLoggerFacade } from 'fapilog'
import fapilogByDefault, {
  addRequestFields,
  FastifyBuilder,
  fapilogFastifyOptions,
  type FapilogPlugin,
  fapilogPlugin,
  getRequestLogger,
  gracefulShutdown,
} from '@fapilog/fastify'

const app = Fastify()
await app.register(fapilogPlugin, { preset: 'production', skipPaths: ['/health', /^\/v\d+\/ping$/] })
await app.register(fapilogPlugin)
void app.register(fapilogByDefault, { async: true, level: 'debug' })
void app.register(fapilogPlugin, { prefix: '/shop', frameworkLines: 'keep' })
// @ts-expect-error no such option
void app.register(fapilogPlugin, { skipPath: [] })
// @ts-expect-error a list
void app.register(fapilogPlugin, { skipPaths: '/health' })
// @ts-expect-error one of two
void app.register(fapilogPlugin, { frameworkLines: 'drop' })

app.get<{ Params: { id: string } }>('/users/:id', async (request, reply) => {
  const log: SyncLoggerFacade = getRequestLogger(request)
  const admitted: boolean = log.info('user', { id: request.params.id })
  request.log.info({ id: request.params.id }, 'user')
  reply.log.warn(new Error('e'), 'user')
  addRequestFields({ user_id: request.params.id })
  app.fapilog.audit('user', { id: request.params.id })
  return { admitted }
})
app.get('/none', { config: { fapilog: false } }, async () => ({}))
app.get('/quiet', { config: { fapilog: { level: 'debug', sampleRate: 0.1 } } }, async () => ({}))
// @ts-expect-error a number is none of it
export const config: FastifyContextConfig = { fapilog: 5 }

export const drained: Promise<DrainResult> = app.fapilog.drain()
export const closing: boolean = gracefulShutdown(app, { readinessDelayMs: 3000 }).closing

/** An application in the complete mode is a plain `FastifyInstance`: what it is handed to need not know. */
const complete: FastifyInstance = Fastify({
  ...fapilogFastifyOptions({ preset: 'production' }),
  trustProxy: true,
})
await complete.register(fapilogPlugin)
export const log: FastifyBaseLogger = complete.log

const plugin: FapilogPlugin = new FastifyBuilder().withPreset('production').skipPaths(['/health']).build()
void app.register(plugin)
void app.register(plugin, { sampleRate: 0.1 })

/** A logger of the core, without the plugin. Its type is remembered, as that of any logger is. */
const plain = Fastify({ loggerInstance: getLogger() })
plain.get('/', async (request) => request.log.child({ a: 1 }).audit('with the methods of the core'))
// @ts-expect-error not so the application's, which remembers its logger: pino's own has the same error
export const app1: FastifyInstance = Fastify({ loggerInstance: getLogger() })
/** For what wants a plain `FastifyInstance`. */
const loggerInstance: FastifyBaseLogger = getLogger()
export const app2: FastifyInstance = Fastify({ loggerInstance })

/** Over HTTP/2 and TLS, and with a logger of its own type. */
const http2 = Fastify({ http2: true })
await http2.register(fapilogPlugin)
gracefulShutdown(http2).uninstall()
const https = Fastify({ https: {} })
await https.register(fapilogPlugin)
gracefulShutdown(https).uninstall()
await plain.register(fapilogPlugin)
gracefulShutdown(plain).uninstall()
// @ts-expect-error no application
gracefulShutdown({})
const completeHttp2 = Fastify({ http2: true, ...fapilogFastifyOptions() })
await completeHttp2.register(fapilogPlugin)
const completeHttps = Fastify({ https: {}, ...fapilogFastifyOptions() })
await completeHttps.register(fapilogPlugin)
