/** Async calls that find no room. */
import { openOwnPipeline, TINY_QUEUE } from '../own-pipeline.ts'
import { report, runCase } from './report.ts'

const open = (asyncWaitMs: number): ReturnType<typeof openOwnPipeline> =>
  openOwnPipeline(
    { preset: 'production', diagnostics: false, queue: { asyncWaitMs } },
    { queue: { ...TINY_QUEUE, asyncWaitMs } },
  )
const text = 'x'.repeat(400)

await runCase({
  /** The process ends while calls wait: nothing of theirs may be lost. */
  'exit while calls wait'() {
    const { asyncLogger, handle } = open(1000)
    for (let i = 0; i < 60; i++) void asyncLogger.info('line', { i, text })
    report('waiting', { waiting: handle.waiters.size })
    process.exit(6)
  },

  async 'awaited one by one, without a deadline'() {
    const { asyncLogger, logger } = open(Number.POSITIVE_INFINITY)
    let admitted = 0
    for (let i = 0; i < 3000; i++) if (await asyncLogger.info('line', { i, text })) admitted++
    report('admitted', { admitted })
    report('drained', await logger.drain())
  },

  /** Callers that never await: what waits is bounded, the rest is counted. */
  async 'a flood that nobody awaits'() {
    const { asyncLogger, logger } = openOwnPipeline({
      preset: 'production',
      diagnostics: false,
      sinks: [{ kind: 'noop' }],
    })
    for (let i = 0; i < 20_000; i++) void asyncLogger.info('warm up', { i, text })
    await logger.flush()
    const before = process.memoryUsage().rss
    for (let i = 0; i < 300_000; i++) void asyncLogger.info('line', { i, text })
    const grown = process.memoryUsage().rss - before
    report('flooded', { grown })
    report('drained', await logger.drain())
  },
})
