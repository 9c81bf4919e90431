/** Logs without end, until a signal comes. */
import { getLogger, installShutdownHandlers } from 'fapilog'
import { report, runCase } from './report.ts'

const logger = getLogger({ preset: 'production' })
let logged = 0
function logSome(): void {
  for (let n = 0; n < 200; n++) logger.info('line', { i: logged++ })
  report('logged', { logged })
}
const timer = setInterval(logSome, 1)
installShutdownHandlers()

await runCase({
  'no listener of the application': () => undefined,
  'a listener of the application'() {
    process.on('SIGTERM', () => {
      clearInterval(timer)
      logSome()
      process.exitCode = 12
    })
  },
})
