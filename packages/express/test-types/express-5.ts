import express, { Router } from 'express'
import type { AsyncLoggerFacade, DrainResult, SyncLoggerFacade } from 'fapilog'
import requestLoggerByDefault, {
  addRequestFields,
  ExpressBuilder,
  type ExpressRequestLogger,
  getRequestLogger,
  gracefulShutdown,
  requestLogger,
} from '@fapilog/express'

const app = express()
const http = requestLogger({ preset: 'production', skipPaths: ['/health', '/internal/*', /^\/v\d+\/ping$/] })
app.use(http)
app.use('/api', http, Router())
app.get('/users/:id', http, (req, res) => {
  const log: SyncLoggerFacade = http.getLogger(req)
  const admitted: boolean = log.info('user', { id: req.params.id })
  getRequestLogger(req).info('user')
  addRequestFields({ user_id: req.params.id })
  // @ts-expect-error only with '@fapilog/express/augment'
  req.log.info('user')
  res.json({ admitted })
})
app.use(http.errors())

const server = http.listen(app, 3000, () => undefined)
http.listen(app, { port: 0, host: '127.0.0.1' }, (error) => error?.message)
http.listen(app, process.env['PORT'], () => undefined)
http.listen(app, '/run/shop.sock', () => undefined)
http.listen(app, 3000, '127.0.0.1', (error?: Error) => error?.message)
http.listen(app, 3000, process.env['HOST'], 100, () => undefined)
http.listen(app, () => undefined)
http.listen(app)
http.listen((_request, response) => response.end())
// @ts-expect-error the callback is the last one
http.listen(app, () => undefined, 3000)
const attached = http.attach(app.listen(0))
attached.address()
const shutdown = gracefulShutdown(server, http.logging, {
  readinessDelayMs: 3000,
  onClosed: async () => undefined,
})
export const closing: boolean = shutdown.closing
export const drained: Promise<DrainResult> = http.drain({ timeoutMs: 100 })

const later: ExpressRequestLogger<AsyncLoggerFacade> = requestLogger({ async: true, preset: 'web' })
app.use(later)
declare const isAsync: boolean
app.use(requestLogger({ async: isAsync, preset: 'web' }))
app.use(later.errors())
export const awaited: Promise<boolean> = later.getLogger().info('m')
gracefulShutdown(server, later.logging)

app.use(new ExpressBuilder().withPreset('production').skipPaths(['/health']).sampleRate(0.1).build())
app.use(new ExpressBuilder().withLevel('debug').buildAsync())
app.use(requestLoggerByDefault())

// @ts-expect-error no such option
requestLogger({ skipPath: [] })
// @ts-expect-error a list
requestLogger({ skipPaths: '/health' })
requestLogger({
  levelFor: ({ statusCode, error, route }) =>
    statusCode === 404 && error === undefined && route === undefined ? 'debug' : undefined,
  requestId: { header: 'X-Correlation-ID', generate: () => 'id' },
})
