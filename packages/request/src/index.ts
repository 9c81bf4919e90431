export { createRequestLogging } from './request-logging.ts'
export { addRequestFields, getRequestLogger, getRequestScope } from './current.ts'
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
