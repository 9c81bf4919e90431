/**
 * A service of one of the frameworks, in a process of its own: `service.ts <framework> <how it ends>`. Tells its parent
 * over IPC where it listens and each time a request has come in; prints its lines on standard output.
 */
import { getLogger } from 'fapilog'
import { frameworkOf } from '../frameworks.ts'
import { openGate } from '../gate.ts'

const [, , name = '', ending = ''] = process.argv
// A pipeline that lives as long as the process: nothing is special about it.
const logger = getLogger({ level: 'debug', sinks: [{ kind: 'stdout-json' }] })
const service = await frameworkOf(name).start({ logging: { logger }, hookLines: logger })

let arrived = 0
service.server.prependListener('request', () => process.send?.({ arrived: ++arrived }))

/** Requests go on being answered while the service closes. */
const goOnAnswering = (): void => {
  setTimeout(openGate, 20)
}

const endings: Readonly<Record<string, () => void>> = {
  close() {
    process.once('SIGTERM', () => {
      goOnAnswering()
      void service.close().then(() => {
        logger.info('last words')
        process.exit(7)
      })
    })
  },
  'exit in the callback'() {
    process.once('SIGTERM', () => {
      goOnAnswering()
      service.closeThen(() => {
        logger.info('last words')
        process.exit(7)
      })
    })
  },
  'graceful shutdown'() {
    service.shutdownOnSignals()
    // Gone before it is called: the signal then ends the process as if nobody had listened.
    process.prependOnceListener('SIGTERM', goOnAnswering)
  },
  'graceful shutdown, soon'() {
    service.shutdownOnSignals({ timeoutMs: 50 })
  },
  'process.exit()'() {
    process.on('message', () => process.exit(1))
  },
  'unhandled rejection'() {
    process.on('message', () => {
      void Promise.reject(new Error('the shop burns'))
    })
  },
  'uncaught error'() {
    process.on('message', () => {
      setTimeout(() => {
        throw new Error('the shop burns')
      })
    })
  },
}

endings[ending]?.()
process.send?.({ port: service.port })
