/** Standard output loses its reader, two files beside it do not: `dead-reader.ts folder`. */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { LoggerBuilder } from 'fapilog'
import { report } from './report.ts'

const folder = process.argv[2] ?? ''
const logger = new LoggerBuilder()
  .addStdout({ name: 'out' })
  .addFile(join(folder, 'first'), { name: 'first' })
  .addFile(join(folder, 'second'), { name: 'second' })
  .build()

let logged = 0
function logSome(): void {
  for (let n = 0; n < 100; n++) logger.info('line', { i: logged++ })
}

logSome()
await logger.flush()
report('written')
while (logger.stats().sinks['out']?.state !== 'degraded') {
  logSome()
  await delay(1)
}
for (let n = 0; n < 100; n++) {
  logSome()
  await logger.flush()
}
const { status } = await logger.checkHealth()
report('drained', { ...(await logger.drain()), logged, status })
