import type { NodeServer } from './server-types.ts'
import type { AnyLogger, RequestLogging } from './types.ts'

const ATTACHED: unique symbol = Symbol.for('fapilog.request.attached.2') as never

type Attachable = NodeServer & { [ATTACHED]?: WeakSet<object> }

/**
 * Ties the lifespan to a server: `server.close(callback)` drains before it calls back, because what stands there is
 * often `process.exit()`. Attaching twice changes nothing; several may be attached to one server. Returns the server.
 */
export function attachServer<Server extends NodeServer>(
  logging: RequestLogging<AnyLogger>,
  server: Server,
): Server {
  const attachable: Attachable = server
  const attached = (attachable[ATTACHED] ??= new WeakSet())
  if (attached.has(logging)) return server
  attached.add(logging)
  logging.acquire()
  let released: Promise<unknown> | null = null
  const release = (): Promise<unknown> => (released ??= logging.release())

  // oxlint-disable-next-line typescript/unbound-method -- called with its server, whoever wrapped it before
  const { close } = server
  server.close = function closeAndDrain(this: Server, callback?: (error?: Error) => void): unknown {
    return Reflect.apply(close, this, [
      (error?: Error): void => {
        // One that did not listen (ERR_SERVER_NOT_RUNNING) may do so later.
        const drained = error === undefined ? release() : Promise.resolve()
        // Outside of the promise: what it throws is an uncaught exception, as it is of any server.
        void drained.then(() => process.nextTick(() => callback?.call(this, error)))
      },
    ])
  }
  // Who held on to the `close` of before.
  server.on('close', () => void release())
  // A server may listen again, and close again.
  server.on('listening', () => {
    if (released !== null) logging.acquire()
    released = null
  })
  return server
}
