/**
 * Ends while a module that takes `ms` for a batch has more to write than its queue holds, beside rotating files:
 * `full-queue.ts end folder thread [ms]`.
 */
import { installShutdownHandlers, LoggerBuilder } from 'fapilog'
import { report, runCase } from './report.ts'

const [, , , folder = '', thread, ms] = process.argv
const logger = new LoggerBuilder()
  .withThread(thread === 'inline' ? 'inline' : 'dedicated')
  .addSink<typeof import('./sinks/slow.ts')>(
    new URL('./sinks/slow.ts', import.meta.url),
    { ms: ms === undefined ? null : Number(ms) },
    { name: 'mine' },
  )
  .addFile(folder, { name: 'files' })
  .withExitTimeout('3s')
  .withShutdownTimeout('3s')
  .build()

/** Some 5 MB of text. */
const RECORDS = 20_000
function logMany(): void {
  for (let i = 0; i < RECORDS; i++) logger.info('line', { i })
}

process.on('exit', () => report('end', { ...logger.stats() }))

await runCase({
  async 'process.exit()'() {
    await logger.ready()
    logMany()
    process.exit(3)
  },
  'process.exit() in the first tick'() {
    logMany()
    process.exit(3)
  },
  'a natural end'() {
    logMany()
    process.exitCode = 3
  },
  SIGTERM() {
    installShutdownHandlers()
    // Keeps the process alive until the signal has come.
    setInterval(() => undefined, 1000)
    logMany()
    process.kill(process.pid, 'SIGTERM')
  },
  async 'a drain'() {
    logMany()
    report('end', { ...(await logger.drain()) })
    process.kill(process.pid, 'SIGKILL')
  },
})
