import type { AsyncRequestLoggingOptions, RequestLoggingOptions } from '@fapilog/request'

interface FastifyOnly {
  /**
   * What becomes of the lines that Fastify itself logs for a request (`incoming request`, the error of a failed one,
   * `Route GET:/x not found`): `absorb` leaves them to the request's one line, `keep` prints them as well. Default `absorb`.
   */
  readonly frameworkLines?: 'absorb' | 'keep' | undefined
}

/** How requests are logged, and either the logger or the settings of one, as `getLogger` takes them. */
export interface FastifyLoggingOptions extends RequestLoggingOptions, FastifyOnly {}

/** As `FastifyLoggingOptions`, for the async facade. */
export interface AsyncFastifyLoggingOptions extends AsyncRequestLoggingOptions, FastifyOnly {}
