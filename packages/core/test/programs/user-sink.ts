/** A sink of the user's own, beside standard output: `user-sink.ts case file does`. */
import { LoggerBuilder } from 'fapilog'
import { report, runCase } from './report.ts'
import type { ToFileOptions } from './sinks/to-file.ts'

const [, , name = '', file = '', does = ''] = process.argv
const options = { file, ...(does !== '' && { does }) } as ToFileOptions
/** Short only where a deadline is what it is about: starting a thread takes time on a busy machine. */
const hasDeadline = name === 'under way' || name === 'exit'
const builder = new LoggerBuilder()
  .addSink<typeof import('./sinks/to-file.ts')>(new URL('./sinks/to-file.ts', import.meta.url), options, {
    name: 'mine',
  })
  .withExitTimeout(hasDeadline ? 500 : 15_000)
  .withShutdownTimeout(hasDeadline ? 400 : 15_000)

/** Standard output comes after it, so that nothing gets there past a sink that holds the thread up. */
const beside = (): ReturnType<LoggerBuilder['build']> => builder.addStdout().build()
let started = performance.now()
process.on('exit', () => report('exit', { ms: performance.now() - started }))

await runCase({
  async drain() {
    const logger = beside()
    await logger.ready()
    for (let i = 0; i < 1000; i++) logger.info('line', { i })
    const flushed = await logger.flush()
    report('flushed', { flushed, ...(await logger.checkHealth()) })
    const { complete, durationMs } = await logger.drain()
    report('drained', { complete, durationMs })
    logger.info('late', { i: 1000 })
    const again = await logger.drain()
    report('again', { complete: again.complete, sinks: again.sinks })
  },

  'first tick'() {
    const logger = beside()
    for (let i = 0; i < 1000; i++) logger.info('line', { i })
    process.exit(5)
  },

  async exit() {
    const logger = beside()
    await logger.ready()
    logger.info('line', { i: 0 })
    started = performance.now()
    process.exit(5)
  },

  async 'under way'() {
    const logger = beside()
    await logger.ready()
    for (let i = 0; i < 1000; i++) logger.info('line', { i })
    report('drained', { ...(await logger.drain()) })
    started = performance.now()
  },

  async refused() {
    const logger = beside()
    logger.info('line', { i: 0 })
    try {
      await logger.ready()
    } catch (error) {
      const { code, message, cause } = error as Error & { readonly code: string }
      report('refused', { code, message, cause: (cause as Error).message, stack: (cause as Error).stack })
    }
    await logger.flush()
    report('health', await logger.checkHealth())
  },

  async alone() {
    const logger = builder.build()
    logger.info('line', { i: 0 })
    await logger.flush()
    report('health', await logger.checkHealth())
  },
})
