/** What is logged before the configuration is known. */
import { configure, getAsyncLogger, getLogger } from 'fapilog'
import { report, runCase } from './report.ts'

const logger = getLogger()
const SMALL = { capacity: '512 KiB' } as const

async function end(): Promise<void> {
  report('drained', await logger.drain())
}

await runCase({
  async 'below the level'() {
    for (let i = 0; i < 10; i++) logger[i % 2 === 0 ? 'info' : 'debug']('line', { i })
    configure({ preset: 'production' })
    logger.info('line', { i: 10 })
    await end()
  },

  /** The queue of the first turn is larger than the configured one, and is flooded itself. */
  async 'a flood into a smaller queue'() {
    for (let i = 0; i < 200_000; i++) logger.info('line', { i, text: 'some text that takes room' })
    configure({ preset: 'production', queue: SMALL })
    await end()
  },

  /** A loss record is a warning. */
  async 'a loss below the level'() {
    for (let i = 0; i < 200_000; i++) logger.error('line', { i, text: 'some text that takes room' })
    configure({ preset: 'production', level: 'ERROR' })
    await end()
  },

  /** All of these wait for a queue that is then made anew. */
  async 'promises that are older than the configuration'() {
    logger.info('line', { i: 0 })
    const started = performance.now()
    const promises = [logger.flush(), logger.ready(), getAsyncLogger('other')]
    configure({ preset: 'hardened', sinks: [{ kind: 'stdout-json' }], queue: SMALL })
    const [flushed] = await Promise.all(promises)
    report('settled', { flushed, ms: performance.now() - started })
    await end()
  },
})
