/** The part of `http.IncomingMessage` that is used; HTTP/2's compatibility request has it too. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Node's: whether the connection was given to an `upgrade` listener. */
  readonly upgrade?: boolean | undefined
  readonly socket: NodeSocket | null
}

interface NodeSocket {
  readonly remoteAddress?: string | undefined
  readonly bytesWritten?: number | undefined
  readonly errored?: Error | null | undefined
  on?(event: 'close', listener: () => void): unknown
}

/** The part of `http.ServerResponse` that is used. */
export interface NodeResponse {
  readonly statusCode: number
  /** As Node means it: made. */
  readonly headersSent: boolean
  /** Whether they were written. Node's; nothing else tells. */
  readonly _headerSent?: boolean | undefined
  readonly writableEnded: boolean
  readonly writableFinished: boolean
  /** Whether 'close' was emitted. */
  readonly closed?: boolean | undefined
  readonly errored?: Error | null | undefined
  /** HTTP/2's. */
  readonly stream?: Http2Stream | undefined
  /** What Node found in the headers that it wrote, or worked out; null for streams. Its only place in every case. */
  readonly _contentLength?: number | null | undefined
  getHeaderNames(): string[]
  getHeader(name: string): number | string | readonly string[] | undefined
  setHeader(name: string, value: string): unknown
  on(event: 'close' | 'finish', listener: () => void): unknown
}

/** The part of `http2.ServerHttp2Stream` that is used. */
interface Http2Stream {
  readonly aborted?: boolean | undefined
  readonly rstCode?: number | undefined
  readonly errored?: Error | null | undefined
  readonly writableEnded?: boolean | undefined
  readonly writableFinished?: boolean | undefined
  readonly sentHeaders?: object | undefined
}
