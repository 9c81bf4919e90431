import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:http2'
import { createServer as createTlsServer } from 'node:https'
import {
  attachServer,
  createRequestLogging,
  getRequestScope,
  gracefulShutdown,
  openNodeRequest,
  type RequestLogging,
} from '@fapilog/request'
import { type AsyncLoggerFacade, getAsyncLogger, getLogger, type SyncLoggerFacade } from 'fapilog'

const logging: RequestLogging = createRequestLogging({ preset: 'web' })

const plain = createServer((request, response) => {
  const scope = openNodeRequest(logging, request, response)
  const answered: number = scope.run(() => {
    response.end('ok')
    return 1
  })
  const log: SyncLoggerFacade = scope.logger
  log.info('answered', { answered })
})
attachServer(logging, plain).listen(0)
attachServer(
  logging,
  createTlsServer((request, response) => void openNodeRequest(logging, request, response)),
)
const secure = createSecureServer((request, response) => void openNodeRequest(logging, request, response))
attachServer(logging, secure)
gracefulShutdown(plain, logging)

const later: RequestLogging<AsyncLoggerFacade> = createRequestLogging({ async: true })
createRequestLogging({ async: true, logger: await getAsyncLogger() })
createRequestLogging({ logger: getLogger('api') })
declare const isAsync: boolean
export const either: RequestLogging | RequestLogging<AsyncLoggerFacade> = createRequestLogging({
  async: isAsync,
})
gracefulShutdown(plain, later)
// @ts-expect-error a sync logger is not an async one
createRequestLogging({ async: true, logger: getLogger() })

getRequestScope()?.setRouteLogging({ sampleRate: 0.5, level: 'debug' })
logging.open({ method: 'GET', url: '/', headers: new Headers() }).settle({ finished: true, statusCode: 200 })
