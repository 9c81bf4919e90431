import { connect, type Socket } from 'node:net'

const REQUEST = 'GET /hello/world HTTP/1.1\r\nHost: shop.test\r\nUser-Agent: load\r\n\r\n'
const END = '{"ok":true}'

/** How long the client looks away, in ms. What is answered meanwhile on its connections, it then sees at once. */
const NAP = 0.1

const never = new Int32Array(new SharedArrayBuffer(4))

/**
 * To wake a client that waits for answers costs the server's thread a system call of several microseconds, which a slower
 * server pays for nearly every response, and a fast one, whose client is always busy, never: the client's sleep would be
 * compared. A client that never sleeps takes a whole core, which the server's other threads would use. So it naps where no
 * answer wakes it, and leaves its core to others meanwhile.
 */
function nap(isBusy: () => boolean): void {
  setImmediate(() => {
    if (!isBusy()) return
    Atomics.wait(never, 0, 0, NAP)
    nap(isBusy)
  })
}

/** Kept-alive connections with one request at a time on each. */
export interface Load {
  /** Sends `count` requests as fast as they are answered; resolves when all are. */
  burst(count: number): Promise<void>
  /** Sends `perSecond` for `seconds`, whether or not earlier ones are answered: latencies in ms, from when each was due. */
  paced(perSecond: number, seconds: number): Promise<readonly number[]>
  close(): void
}

export async function openLoad(port: number, connections: number): Promise<Load> {
  const idle: Socket[] = []
  let answered: (socket: Socket) => void = () => undefined
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1')
      await new Promise((resolve) => socket.once('connect', resolve))
      let received = ''
      socket.on('data', (text) => {
        received += String(text)
        if (!received.endsWith(END)) return
        received = ''
        answered(socket)
      })
      // Ends with the process on its other side.
      socket.on('error', () => undefined)
      idle.push(socket)
      return socket
    }),
  )

  function burst(count: number): Promise<void> {
    return new Promise((resolve) => {
      let sent = 0
      let done = 0
      const next = (socket: Socket): void => {
        if (sent++ < count) socket.write(REQUEST)
      }
      answered = (socket) => {
        if (++done === count) resolve()
        else next(socket)
      }
      for (const socket of sockets) next(socket)
      nap(() => done < count)
    })
  }

  function paced(perSecond: number, seconds: number): Promise<readonly number[]> {
    const total = perSecond * seconds
    const latencies: number[] = []
    const dueAt = new Map<Socket, number>()
    const waiting: number[] = []
    const free = [...idle]
    let due = 0
    const started = performance.now()
    return new Promise((resolve) => {
      const send = (socket: Socket, at: number): void => {
        dueAt.set(socket, at)
        socket.write(REQUEST)
      }
      answered = (socket) => {
        latencies.push(performance.now() - (dueAt.get(socket) ?? 0))
        const next = waiting.shift()
        if (next === undefined) free.push(socket)
        else send(socket, next)
        if (latencies.length === total) {
          clearInterval(timer)
          resolve(latencies)
        }
      }
      const timer = setInterval(() => {
        const now = performance.now() - started
        while (due < total && (due * 1000) / perSecond <= now) {
          const at = started + (due++ * 1000) / perSecond
          const socket = free.pop()
          if (socket === undefined) waiting.push(at)
          else send(socket, at)
        }
      }, 1)
    })
  }

  return {
    burst,
    paced,
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}
