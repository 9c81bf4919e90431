/**
 * A hundred loggers, each with a pipeline and a thread of its own: not all at once, since Node takes 20 MB for a thread
 * that runs TypeScript. The last ones are left to the end of the process.
 */
import { getLogger } from 'fapilog'
import { report } from './report.ts'

const LOGGERS = 100
const AT_ONCE = 20

process.on('warning', (warning) => report('warning', { name: warning.name, message: warning.message }))
const before = process.listenerCount('exit')

function openAndLog(i: number): ReturnType<typeof getLogger> {
  const logger = getLogger(`logger ${i}`, {
    preset: 'minimal',
    format: 'json',
    queue: { capacity: '512 KiB' },
    shutdownTimeoutMs: 60_000,
    exitTimeoutMs: 60_000,
    reuse: false,
  })
  logger.info('line', { i })
  return logger
}

for (let i = 0; i < LOGGERS; i += AT_ONCE) {
  const loggers = Array.from({ length: AT_ONCE }, (_, n) => openAndLog(i + n))
  if (i + AT_ONCE < LOGGERS) await Promise.all(loggers.map((logger) => logger.drain()))
}
report('listeners', { exit: process.listenerCount('exit') - before, own: before })
