/** Standard output is a file on a disk that is full for a while. Logs until standard input ends. */
import { setTimeout as delay } from 'node:timers/promises'
import { LoggerBuilder } from 'fapilog'
import { report } from './report.ts'

const logger = new LoggerBuilder().addStdout({ name: 'out' }).build()
let ended = false
process.stdin.on('end', () => (ended = true)).resume()
let logged = 0
let told = false
while (!ended) {
  logger.info('line', { i: logged++ })
  await delay(1)
  if (told || !((logger.stats().sinks['out']?.failed ?? 0) > 0)) continue
  told = true
  report('failed', {})
}
report('drained', { ...(await logger.drain()), logged })
process.stdin.destroy()
