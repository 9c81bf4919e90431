import { connect, type Socket } from 'node:net'

/** A connection on which bytes are written as they are: what no well-behaved client sends. */
export interface RawConnection {
  readonly socket: Socket
  write(text: string): void
  /** Resolves with all that was received so far, once `complete` is true of it; rejects when the connection ends before. */
  until(complete: (received: string) => boolean): Promise<string>
  /** Resolves with everything received when the other side has ended the connection. */
  ended(): Promise<string>
  /** Resets the connection: the other side sees the client vanish. */
  destroy(): void
}

export async function openRaw(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  let over = false
  const look = new Set<() => void>()
  const changed = (): void => {
    for (const one of look) one()
  }
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => {
    received += text
    changed()
  })
  // A reset by the server is one of the ways in which a connection ends here.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    over = true
    changed()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })

  function until(complete: (text: string) => boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (!complete(received) && !over) return
        look.delete(check)
        if (complete(received)) resolve(received)
        else reject(new Error(`the connection ended after: ${JSON.stringify(received)}`))
      }
      look.add(check)
      check()
    })
  }

  function ended(): Promise<string> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!over) return
        look.delete(check)
        resolve(received)
      }
      look.add(check)
      check()
    })
  }

  return {
    socket,
    write: (text) => void socket.write(text),
    until,
    ended,
    destroy: () => socket.destroy(),
  }
}

/** The text of a request without a body. */
export function rawRequest(method: string, target: string, headers: readonly string[] = []): string {
  return [`${method} ${target} HTTP/1.1`, 'Host: shop.test', ...headers, '', ''].join('\r\n')
}

/** How many answers have begun. */
export const answers = (received: string): number => received.split(/HTTP\/1\.1 \d{3}/).length - 1
