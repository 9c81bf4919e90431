export { requestLogger, requestLogger as default } from './request-logger.ts'
export type { ExpressApplication, ExpressRequestLogger } from './request-logger.ts'
export { ExpressBuilder } from './express-builder.ts'
export type { ErrorHandler, ExpressRequest, ExpressResponse, Next, RequestHandler } from './express-types.ts'
export {
  addRequestFields,
  bindContext,
  getRequestLogger,
  getRequestScope,
  gracefulShutdown,
  runWithContext,
} from '@fapilog/request'
export type {
  AsyncRequestLoggingOptions,
  GracefulShutdown,
  GracefulShutdownOptions,
  RequestLoggingOptions,
  RequestScope,
  RouteLogging,
} from '@fapilog/request'
