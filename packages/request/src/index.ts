export { createRequestLogging } from './request-logging.ts'
export { bindContext, runWithContext } from 'fapilog'
export { addRequestFields, getRequestLogger, getRequestScope, openedScope } from './current.ts'
export { attachServer } from './attach-server.ts'
export { gracefulShutdown, type GracefulShutdown, type GracefulShutdownOptions } from './graceful-shutdown.ts'
export { builtOptions, HttpBuilder } from './http-builder.ts'
export type { ClosableResponse, NodeServer, ServedConnection, ServedRequest } from './server-types.ts'
export { splitUrl, type SplitUrl } from './printed-url.ts'
export { requestIdChooser } from './request-id.ts'
export { openNodeRequest, type NodeRequestHints } from './node-request.ts'
export type { NodeRequest, NodeResponse } from './node-types.ts'
export type {
  AsyncRequestLoggingOptions,
  HttpOptions,
  RequestIdOptions,
  RequestLoggingOptions,
} from './http-options.ts'
export type { HeaderSource, Outcome, RequestEnd, RequestStart, RequestSummary } from './request-facts.ts'
export type { AnyLogger, RequestLogging, RequestScope, RouteLogging } from './types.ts'
