import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The application that a case ends. Without a logger its calls do nothing but read their fields. */
export interface Application {
  /** Logs that many lines, 500 unless told. */
  some(count?: number): void
  /** The same by the asynchronous facade, awaiting nothing. */
  someAsync(count: number): void
  log(message: string, fields: object): void
  /** Waits until the thread runs and has written a few lines. */
  warm(): Promise<void>
  drain(): Promise<unknown>
  installShutdownHandlers(): void
  captureUncaughtErrors(): void
  /** The listener is older than the logger, as one of a preloaded module. */
  onExitFirst(listener: () => void): void
}

type End = (app: Application) => void | Promise<void>

/** Lines logged when the drain is over: one batch each, so a slow sink needs most of a second for them. */
const LATE = 8

const thrown = (): Error => new Error('thrown on purpose')
const stayAlive = (): void => void setInterval(() => undefined, 1000)

function signalled(signal: NodeJS.Signals): End {
  return async (app) => {
    await app.warm()
    app.installShutdownHandlers()
    stayAlive()
    app.some()
    process.kill(process.pid, signal)
    app.some()
  }
}

/** A server that has a request to finish, which takes longer than any flush. */
function gracefully(attach: (shutDown: () => void, app: Application) => void): End {
  return async (app) => {
    await app.warm()
    const server = createServer((_, response) => {
      setTimeout(() => {
        app.some(LATE)
        response.end()
      }, 300)
      process.kill(process.pid, 'SIGTERM')
    })
    await once(server.listen(0), 'listening')
    const shutDown = (): void => {
      app.some(LATE)
      server.close(() => {
        app.some(LATE)
        process.exit(12)
      })
    }
    attach(shutDown, app)
    app.some()
    request(`http://localhost:${(server.address() as AddressInfo).port}`, { agent: false }).end()
  }
}

/** Every ordinary way in which a process ends. */
export const ends: Readonly<Record<string, End>> = {
  'a natural end': (app) => app.some(),
  'a natural end, when warm': async (app) => {
    await app.warm()
    app.some()
  },
  'exitCode only'(app) {
    app.some()
    process.exitCode = 9
  },
  'a record logged in beforeExit'(app) {
    process.once('beforeExit', () => app.some())
    app.some()
  },
  'process.exit() in the first tick'(app) {
    app.some()
    process.exit(3)
  },
  async 'process.exit() when warm'(app) {
    await app.warm()
    app.some()
    process.exit(4)
  },
  async 'process.exit() after a drain'(app) {
    app.some()
    await app.drain()
    app.some()
    process.exit(7)
  },
  'process.exit() in an exit listener older than the logger'(app) {
    app.onExitFirst(() => {
      app.some(LATE)
      process.exit(5)
    })
    app.some()
  },
  'process.exit() twice, in a later exit listener again'(app) {
    process.on('exit', () => {
      app.some(LATE)
      process.exit(6)
    })
    app.some()
    process.exit(2)
  },
  "process.exit() in server.close()'s callback": async (app) => {
    const server = createServer()
    await once(server.listen(0), 'listening')
    app.some()
    server.close(() => {
      app.some()
      process.exit(8)
    })
  },
  'process.exit() in a getter that is being logged'(app) {
    app.some()
    app.log('never ends', {
      get x(): number {
        process.exit(8)
        return 1
      },
    })
  },
  async 'an uncaught error'(app) {
    await app.warm()
    app.some()
    setImmediate(() => {
      app.some()
      throw thrown()
    })
  },
  'an uncaught error in the first tick'(app) {
    app.some()
    throw thrown()
  },
  'an unhandled rejection'(app) {
    app.some()
    void Promise.reject(thrown())
  },
  'an uncaught error that is captured'(app) {
    app.captureUncaughtErrors()
    app.some()
    throw thrown()
  },
  'an unhandled rejection that is captured'(app) {
    app.captureUncaughtErrors()
    app.some()
    void Promise.reject(thrown())
  },
  'a stack overflow'(app) {
    app.some()
    const deeper = (n: number): number => deeper(n + 1) + 1
    setImmediate(() => deeper(0))
  },
  'a log call in a later exit listener'(app) {
    process.on('exit', () => app.some(LATE))
    process.on('exit', () => app.some(LATE))
    app.some()
  },
  'an asynchronous log call in a later exit listener'(app) {
    process.on('exit', () => app.someAsync(LATE))
    app.some()
  },
  'an exit listener that throws'(app) {
    process.on('exit', () => {
      throw thrown()
    })
    app.some()
  },
  'an exit listener older than the logger that throws'(app) {
    app.onExitFirst(() => {
      app.some(LATE)
      throw thrown()
    })
    app.some()
  },
  'an exit listener that throws, beside an uncaughtException listener'(app) {
    // Node runs the exit listeners once more for each error that is caught: ours drains again.
    process.on('uncaughtException', () => app.some(LATE))
    process.on('exit', (code) => {
      app.some(LATE)
      throw new Error(`thrown on purpose at ${code}`)
    })
    app.some()
  },
  SIGTERM: signalled('SIGTERM'),
  SIGINT: signalled('SIGINT'),
  SIGHUP: signalled('SIGHUP'),
  'SIGTERM with a graceful shutdown of the application': gracefully((shutDown, app) => {
    app.installShutdownHandlers()
    process.on('SIGTERM', shutDown)
  }),
  'SIGTERM with a graceful shutdown attached once, before ours': gracefully((shutDown, app) => {
    process.once('SIGTERM', shutDown)
    app.installShutdownHandlers()
  }),
  'SIGTERM with a graceful shutdown attached once, after ours': gracefully((shutDown, app) => {
    app.installShutdownHandlers()
    process.once('SIGTERM', shutDown)
  }),
  async 'SIGTERM beside a library that steps back for any other listener'(app) {
    await app.warm()
    // As signal-exit does it.
    const emitter = { count: 1 }
    Object.defineProperty(globalThis, Symbol.for('signal-exit emitter'), { value: emitter })
    const onSignal = (): void => {
      if (process.listenerCount('SIGTERM') !== emitter.count) return
      process.off('SIGTERM', onSignal)
      app.some(LATE)
      process.kill(process.pid, 'SIGTERM')
    }
    process.on('SIGTERM', onSignal)
    app.installShutdownHandlers()
    stayAlive()
    app.some()
    process.kill(process.pid, 'SIGTERM')
  },
  async 'SIGTERM with a listener of the application only'(app) {
    await app.warm()
    process.on('SIGTERM', () => {
      app.some(LATE)
      process.exit(13)
    })
    stayAlive()
    app.some()
    process.kill(process.pid, 'SIGTERM')
  },
}
