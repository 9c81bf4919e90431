import { builtOptions, HttpBuilder } from '@fapilog/request'
import { type AsyncLoggerFacade, FapilogError } from 'fapilog'
import { type ExpressRequestLogger, requestLogger } from './request-logger.ts'

/** `app.use(new ExpressBuilder().withPreset('production').skipPaths(['/health']).build())` */
export class ExpressBuilder extends HttpBuilder {
  /** Throws as `requestLogger` does. */
  build(): ExpressRequestLogger {
    return requestLogger(builtOptions(this))
  }

  /** With the async facade; excludes `withLogger`. */
  buildAsync(): ExpressRequestLogger<AsyncLoggerFacade> {
    const { logger, ...options } = builtOptions(this)
    if (logger !== undefined) {
      throw new FapilogError('FAPILOG_E_ARGUMENT', 'buildAsync() makes its own logger, from settings', {
        key: 'logger',
        value: logger,
      })
    }
    return requestLogger({ ...options, async: true })
  }
}
