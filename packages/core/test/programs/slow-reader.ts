/** Standard output is a pipe whose reader sleeps: `slow-reader.ts file`. */
import { setTimeout as delay } from 'node:timers/promises'
import { LoggerBuilder } from 'fapilog'
import { report } from './report.ts'

const CALLS = 60_000
const WATCHED_MS = 30_000

const file = process.argv[2] ?? ''
const logger = new LoggerBuilder()
  .addStdout({ name: 'out' })
  .addSink<typeof import('./sinks/to-file.ts')>(new URL('./sinks/to-file.ts', import.meta.url), { file })
  .withQueue({ capacity: '512 KiB' })
  .withShutdownTimeout('60s')
  .build()
await logger.ready()

for (let i = 0; i < CALLS; i++) {
  logger.info('line', { i })
  // Time for the thread: it takes what it can.
  if (i % 100 === 0) await delay(1)
}
const cpu = process.cpuUsage()
const from = performance.now()
await delay(WATCHED_MS)
const { user, system } = process.cpuUsage(cpu)
report('asleep', { ...logger.stats(), cpu: (user + system) / 1000 / (performance.now() - from) })
report('drained', { ...(await logger.drain()) })
