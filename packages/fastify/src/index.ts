import './augment.ts'

export { fapilogPlugin, fapilogPlugin as default, type FapilogPlugin } from './plugin.ts'
export {
  fapilogFastifyOptions,
  type FapilogFastifyOptions,
  type WithLogController,
} from './constructor-options.ts'
export type { FrameworkErrorHandler, FrameworkErrorReply, FrameworkErrorRequest } from './framework-errors.ts'
export { FastifyBuilder } from './fastify-builder.ts'
export type { AsyncFastifyLoggingOptions, FastifyLoggingOptions } from './options.ts'
export { type ClosableApp, gracefulShutdown } from './application-logging.ts'
export {
  addRequestFields,
  bindContext,
  getRequestLogger,
  getRequestScope,
  runWithContext,
} from '@fapilog/request'
export type { GracefulShutdown, GracefulShutdownOptions, RequestScope, RouteLogging } from '@fapilog/request'
