import { safely } from './safely.ts'

/** The part of a `net.Socket` that tells of timeouts. HTTP/2's stand-in is not asked: its streams have errors of their own. */
interface TimedSocket {
  readonly timeout?: number | undefined
  readonly errored?: { readonly code?: unknown } | null | undefined
  on?(event: 'timeout', listener: (this: object) => void): unknown
  [SILENT]?: boolean
}

/** False: watched. True: it was silent for too long. */
const SILENT: unique symbol = Symbol('silent')

function noteSilence(this: TimedSocket): void {
  this[SILENT] = true
}

/**
 * To be called when a request comes in. Node destroys a socket that was silent for `server.timeout` as a client's reset does,
 * without an error. A listener of the socket changes nothing about that, unlike one of the server. By default there is no
 * such timeout, and this costs a look.
 */
export function watchTimeout(given: unknown): void {
  const socket = given as TimedSocket | null | undefined
  if (socket === null || socket === undefined || !((socket.timeout ?? 0) > 0)) return
  safely(() => {
    if (socket[SILENT] === undefined) socket.on?.('timeout', noteSilence)
    socket[SILENT] = false
  }, undefined)
}

/** Whether the server ended the connection because the client was silent, or took `server.requestTimeout` for its request. */
export function gaveUp(given: unknown): boolean {
  const socket = given as TimedSocket | null | undefined
  return socket?.[SILENT] === true || socket?.errored?.code === 'ERR_HTTP_REQUEST_TIMEOUT'
}
