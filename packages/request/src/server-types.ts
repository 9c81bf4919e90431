/** The part of a `node:http`, `node:https` or HTTP/2 server that is used. */
export interface NodeServer {
  readonly listening: boolean
  close(callback?: (error?: Error) => void): unknown
  on(event: 'listening' | 'close', listener: () => void): unknown
  on(event: 'connection' | 'secureConnection', listener: (connection: ServedConnection) => void): unknown
  prependListener(
    event: 'request',
    listener: (request: ServedRequest, response: ClosableResponse) => void,
  ): unknown
  off(event: 'request', listener: (request: ServedRequest, response: ClosableResponse) => void): unknown
  off(event: 'connection' | 'secureConnection', listener: (connection: ServedConnection) => void): unknown
  listeners?(event: 'request'): readonly unknown[]
  closeIdleConnections?(): void
  closeAllConnections?(): void
}

export interface ServedConnection {
  readonly bytesRead: number
  destroy(): unknown
  on(event: 'close', listener: () => void): unknown
}

export interface ServedRequest {
  readonly socket: unknown
}

export interface ClosableResponse {
  readonly writableEnded: boolean
  readonly headersSent: boolean
  /** HTTP/2's. */
  readonly stream?: unknown
  setHeader(name: string, value: string): unknown
  removeHeader(name: string): unknown
  on(event: 'close', listener: () => void): unknown
}
