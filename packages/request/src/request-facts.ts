/** Lower-case names as Node gives them, or the `Headers` of a fetch request. */
export type HeaderSource =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { get(name: string): string | null }

/** What is known of a request when it comes in, whatever the framework. */
export interface RequestStart {
  readonly method: string
  /** As it came in, query included, before any router rewrote it. */
  readonly url: string
  readonly headers: HeaderSource
  /** As the framework's own trust of proxies has it; read now, because it is gone when the client is. */
  readonly clientIp?: string | undefined
  /** An id that the application chose (Fastify's `genReqId`, `c.var.requestId`); it beats the header and is not checked. */
  readonly requestId?: string | number | undefined
  /** What the request's line prints of an error, in `err`, instead of the error with its stack. */
  readonly printError?: ((error: unknown) => unknown) | undefined
  /** What `getRequestLogger(request)` and `getRequestScope(request)` may be asked with. */
  readonly handles?: readonly object[] | undefined
  /** What is known of the end so far: asked when the request is reported as unfinished. */
  readonly look?: (() => RequestEnd) | undefined
}

/** What is known of a request when it has ended. */
export interface RequestEnd {
  /** Left out when no headers were sent: what stands in the response object then never reached anybody. */
  readonly statusCode?: number | undefined
  /** Whether the last byte was handed to the operating system. */
  readonly finished: boolean
  /** Whether it was another connection of the server that was reset, and not the client's. Default false. */
  readonly brokenByServer?: boolean | undefined
  /** Of the body. */
  readonly responseBytes?: number | undefined
}

/**
 * `failed`: a status of 500 or above, or an error that was no client's; `timeout`: given up by the server;
 * `unfinished`: still open when the process ended or the drain's deadline came.
 */
export type Outcome = 'completed' | 'failed' | 'aborted' | 'timeout' | 'unfinished'

/** What decides how a request's line is printed. */
export interface RequestSummary {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly route: string | undefined
  readonly statusCode: number | undefined
  readonly outcome: Outcome
  readonly latencyMs: number
  /** What was thrown, if anything. */
  readonly error: unknown
}
