import { type AsyncLoggerFacade, getAsyncLogger, getLogger, type SyncLoggerFacade } from 'fapilog'
import type { Equal, Expect } from './expect-type.ts'

interface Order {
  readonly id: number
  readonly customer?: string
}
class Customer {
  readonly name = 'c'
}
declare const order: Order
declare const unknownThing: unknown
declare const maybe: Order | undefined

const logger = getLogger()
const log = await getAsyncLogger()

/** Every way of calling that compiles, on each level of both facades. */
for (const level of [
  'trace',
  'debug',
  'info',
  'warning',
  'warn',
  'error',
  'critical',
  'fatal',
  'audit',
  'security',
] as const) {
  const results: boolean[] = [
    logger[level]('m'),
    logger[level]('m', { a: 1 }),
    logger[level]('m', order),
    logger[level]('m', new Customer()),
    logger[level]('m', maybe),
    logger[level]('m', undefined, order),
    logger[level]('m', unknownThing),
    logger[level]('m', unknownThing, order),
    logger[level]('m', new Error('e'), order),
    logger[level]('m', 7),
    logger[level](new Error('e')),
    logger[level](new TypeError('e'), 'm'),
    logger[level](new TypeError('e'), 'm', order),
    logger[level](order),
    logger[level](order, 'm'),
    logger[level]({ a: 1 }, 'm'),
  ]
  const promises: Promise<boolean>[] = [
    log[level]('m', order),
    log[level](new Error('e'), 'm', order),
    log[level](order, 'm'),
  ]
  void [results, promises]
}

try {
  logger.log('info', 'm', order)
  logger.log('WARN', new Error('e'), 'm')
  logger.log('notice', order, 'm')
} catch (error) {
  logger.error('failed', error)
  logger.error('failed', error, { order })
  logger.exception(error)
  logger.exception(error, 'm', order)
  await log.error('failed', error)
  await log.exception(error)
  // @ts-expect-error what was caught is not known to be an Error: that is what exception() is for
  logger.error(error)
}

// @ts-expect-error no number for a message
logger.info(123)
// @ts-expect-error no undefined for a message
logger.info(undefined)
// @ts-expect-error no null for a message
logger.info(null)
// @ts-expect-error not nothing
logger.info()
// @ts-expect-error surplus text after fields
logger.info('m', { a: 1 }, 'text')
// @ts-expect-error surplus after all
logger.info('m', new Error('e'), { a: 1 }, { b: 1 })
// @ts-expect-error surplus after fields first
logger.info({ a: 1 }, 'm', { b: 1 })
// @ts-expect-error a message comes second
logger.info({ a: 1 }, { b: 1 })
// @ts-expect-error fields come third after an Error
logger.error(new Error('e'), { a: 1 })
// @ts-expect-error surplus after an Error
logger.error(new Error('e'), 'm', { a: 1 }, 'text')
// @ts-expect-error no number for a message
void log.info(123)
// @ts-expect-error surplus
void log.info('m', order, 'text')
// @ts-expect-error the level comes first
logger.log({ a: 1 }, 'm')
// @ts-expect-error no number for a level
logger.log(30, 'm')
// @ts-expect-error surplus
logger.exception(unknownThing, 'm', order, 'text')
// @ts-expect-error a level that nobody declared has no method
logger.verbose('m')
// @ts-expect-error fields are an object
logger.bind('a')
// @ts-expect-error keys are texts
logger.unbind(1)
// @ts-expect-error members are read-only
logger.info = logger.debug
// @ts-expect-error so is the name
logger.name = 'x'
// @ts-expect-error a level is a text
logger.level = 30

logger.level = 'debug'
logger.level = 'WARN'
logger.level = process.env['LOG_LEVEL'] ?? 'info'

export type Checks = [
  Expect<Equal<typeof logger, SyncLoggerFacade>>,
  Expect<Equal<typeof log, AsyncLoggerFacade>>,
  Expect<Equal<typeof logger.level, string>>,
  Expect<Equal<ReturnType<typeof logger.bind>, SyncLoggerFacade>>,
  Expect<Equal<ReturnType<typeof logger.child>, SyncLoggerFacade>>,
  Expect<Equal<ReturnType<typeof logger.unbind>, SyncLoggerFacade>>,
  Expect<Equal<ReturnType<typeof log.bind>, AsyncLoggerFacade>>,
  Expect<Equal<ReturnType<typeof log.unbind>, AsyncLoggerFacade>>,
  Expect<Equal<ReturnType<typeof logger.info>, boolean>>,
  Expect<Equal<ReturnType<typeof log.info>, Promise<boolean>>>,
  Expect<Equal<ReturnType<typeof log.log>, Promise<boolean>>>,
  Expect<Equal<ReturnType<typeof log.exception>, Promise<boolean>>>,
]

// What an application mocks, or hands to a library, is a part of a logger.
export const forLibrary: { info(message: string): void; error(message: string, error: unknown): void } =
  logger
export const forAsyncLibrary: { info(message: string): Promise<unknown> } = log
