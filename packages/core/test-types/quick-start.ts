import { getAsyncLogger, getLogger } from 'fapilog'

const logger = getLogger({ preset: 'production' })
const admitted: boolean = logger.info('Processing request', { user_id: 123 })
const { submitted, delivered } = await logger.drain()
const all: boolean = admitted && submitted === delivered

const log = await getAsyncLogger({ preset: 'production' })
const resolved: Promise<boolean> = log.info('Processing request', { user_id: 123 })

try {
  await resolved
} catch (error) {
  logger.error('failed', error, { all })
}

// @ts-expect-error a misspelt preset does not compile
getLogger({ preset: 'prodction' })
