import { getAsyncLogger, getLogger, registerLevel } from 'fapilog'
import type { Equal, Expect } from './expect-type.ts'

declare module 'fapilog' {
  interface CustomLevels {
    notice: true
  }
}

registerLevel('notice', 25)
const logger = getLogger()
const log = await getAsyncLogger()

const admitted: boolean = logger.notice('m', { a: 1 })
const resolved: Promise<boolean> = log.notice(new Error('e'), 'm')
void [admitted, resolved, logger.bind({}).notice({ a: 1 }, 'm')]
logger.log('notice', 'm')
logger.level = 'notice'

// @ts-expect-error takes what the other level methods take
logger.notice(123)
// @ts-expect-error surplus
logger.notice('m', { a: 1 }, 'text')
// @ts-expect-error another level, which nobody declared
logger.verbose('m')

export type Checks = [
  Expect<Equal<typeof logger.notice, typeof logger.info>>,
  Expect<Equal<typeof log.notice, typeof log.info>>,
]
