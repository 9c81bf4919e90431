import './augment.ts'

export { fapilogPlugin, fapilogPlugin as default, type FapilogPlugin } from './plugin.ts'
export {
  fapilogFastifyOptions,
  type FapilogFastifyOptions,
  type WithLogController,
} from './constructor-options.ts'
export type { FrameworkErrorHandler } from './framework-errors.ts'
export { FastifyBuilder } from './fastify-builder.ts'
export type { AsyncFastifyLoggingOptions, FastifyLoggingOptions } from './options.ts'
export { addRequestFields, getRequestLogger, getRequestScope } from '@fapilog/request'
