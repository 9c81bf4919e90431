import { getAsyncLogger, getLogger, runtime } from 'fapilog'
import { captureLogs } from 'fapilog/testing'

await using logger = getLogger({ preset: 'production' })
await using log = await getAsyncLogger('db')
await using capture = captureLogs()

export const admitted: boolean = logger.info('m')
export const later: Promise<boolean> = log.info('m')
export const end: () => PromiseLike<void> = () => capture[Symbol.asyncDispose]()
export const done: Promise<boolean> = runtime({}, (each) => each.info('m', { a: 1 }))
