import { safely } from './safely.ts'

/** The part of a `net.Socket` that tells of timeouts. HTTP/2's stand-in is not asked: its streams have errors of their own. */
interface TimedSocket {
  readonly destroyed?: boolean | undefined
  readonly writableEnded?: boolean | undefined
  readonly errored?: { readonly code?: unknown } | null | undefined
  on?(event: 'timeout', listener: (this: object) => void): unknown
  [SILENT]?: boolean
}

/** False: watched. True: it was ended because it had been silent for too long. */
const SILENT: unique symbol = Symbol('silent')

/** After Node's own listener, which has asked the server, the request and the response: somebody may want to go on. */
function noteSilence(this: TimedSocket): void {
  if (this.destroyed === true || this.writableEnded === true) this[SILENT] = true
}

/**
 * To be called when a request comes in. Node destroys a socket that was silent for `server.timeout`, or for what a handler
 * gave `response.setTimeout()` later, as a client's reset does: without an error. A listener of the socket changes nothing
 * about that, unlike one of the server, the request or the response. It is one for all requests of a connection.
 */
export function watchTimeout(given: unknown): void {
  const socket = given as TimedSocket | null | undefined
  if (socket === null || socket === undefined || socket[SILENT] !== undefined) return
  safely(() => {
    socket[SILENT] = false
    socket.on?.('timeout', noteSilence)
  }, undefined)
}

/** Whether the server ended the connection because the client was silent, or took `server.requestTimeout` for its request. */
export function gaveUp(given: unknown): boolean {
  const socket = given as TimedSocket | null | undefined
  return socket?.[SILENT] === true || socket?.errored?.code === 'ERR_HTTP_REQUEST_TIMEOUT'
}
