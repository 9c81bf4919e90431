/** Reports which modules the caller's thread has loaded once a logger has logged, flushed and drained. */
import { registerHooks } from 'node:module'
import { report } from './report.ts'

const loaded: string[] = []
registerHooks({
  load(url, context, next) {
    loaded.push(url)
    return next(url, context)
  },
})
const { getAsyncLogger, getLogger } = await import('../../src/index.ts')
const logger = getLogger({ preset: 'production' })
logger.info('before the thread is up')
const flushed = await logger.flush()
await (await getAsyncLogger('other')).info('by the other facade')
const { delivered } = await logger.drain()
report('loaded', { flushed, delivered, loaded })
