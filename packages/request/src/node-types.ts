/** The part of `http.IncomingMessage` that is used; HTTP/2's compatibility request has it too. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly socket: { readonly remoteAddress?: string | undefined } | null
}

/** The part of `http.ServerResponse` that is used. */
export interface NodeResponse {
  readonly statusCode: number
  readonly headersSent: boolean
  readonly writableEnded: boolean
  readonly writableFinished: boolean
  /** Whether 'close' was emitted. */
  readonly closed?: boolean | undefined
  readonly errored?: Error | null | undefined
  /** HTTP/2's. */
  readonly stream?:
    | { readonly rstCode?: number | undefined; readonly errored?: Error | null | undefined }
    | undefined
  getHeader(name: string): number | string | readonly string[] | undefined
  setHeader(name: string, value: string): unknown
  on(event: 'close' | 'finish', listener: () => void): unknown
}
