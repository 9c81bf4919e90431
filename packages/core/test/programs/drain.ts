/** Drains, and what comes after them. */
import { getLogger } from 'fapilog'
import { report, runCase } from './report.ts'

process.on('warning', (warning) => report('warning', { name: warning.name }))
const logger = getLogger({ preset: 'production' })

await runCase({
  async late() {
    logger.info('line', { i: 0 })
    report('first', await logger.drain())
    report('between', await logger.checkHealth())
    logger.info('line', { i: 1 })
    report('second', await logger.drain())
    // Left to the end of the process.
    logger.info('line', { i: 2 })
    report('health', await logger.checkHealth())
  },

  async 'many at once'() {
    for (let i = 0; i < 100; i++) logger.info('line', { i })
    const results = await Promise.all(Array.from({ length: 20 }, () => logger.drain()))
    report('drained', { complete: results.filter(({ complete }) => complete).length })
    report('health', await logger.checkHealth())
  },

  async handles() {
    await logger.ready()
    logger.info('line', { i: 0 })
    await logger.flush()
    report('resources', { resources: process.getActiveResourcesInfo() })
  },
})
