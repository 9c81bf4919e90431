import type { AsyncRequestLoggingOptions, RequestLoggingOptions } from '@fapilog/request'
import { FapilogError } from 'fapilog'

interface FastifyOnly {
  /**
   * What becomes of the lines that Fastify itself logs for a request (`incoming request`, the error of a failed one,
   * `Route GET:/x not found`): `absorb` leaves them to the request's one line, `keep` prints them as well. Default `absorb`.
   */
  readonly frameworkLines?: FrameworkLines | undefined
}

/** How requests are logged, and either the logger or the settings of one, as `getLogger` takes them. */
export interface FastifyLoggingOptions extends RequestLoggingOptions, FastifyOnly {}

/** As `FastifyLoggingOptions`, for the async facade. */
export interface AsyncFastifyLoggingOptions extends AsyncRequestLoggingOptions, FastifyOnly {}

export type FrameworkLines = 'absorb' | 'keep'

interface Read {
  readonly frameworkLines: FrameworkLines
  /** For `createRequestLogging`, which checks them. */
  readonly rest: RequestLoggingOptions
}

/** Throws FAPILOG_E_ARGUMENT for what is this package's own. */
export function readOptions(given: FastifyLoggingOptions | AsyncFastifyLoggingOptions): Read {
  const { frameworkLines = 'absorb', ...rest } = given
  if (frameworkLines !== 'absorb' && frameworkLines !== 'keep') {
    throw new FapilogError('FAPILOG_E_ARGUMENT', "frameworkLines is 'absorb' or 'keep'", {
      key: 'frameworkLines',
      value: frameworkLines,
    })
  }
  return { frameworkLines, rest: rest as RequestLoggingOptions }
}
