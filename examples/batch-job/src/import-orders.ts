import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { SyncLoggerFacade } from 'fapilog'
import { MalformedLine } from './csv.ts'
import { HEADER, type Order, readOrder } from './order.ts'

export interface Import {
  readonly orders: readonly Order[]
  readonly lines: number
  readonly rejected: number
  readonly repeated: number
}

/**
 * Parses and validates the file, line by line. Parsing is synchronous, and so is its logger: a call returns
 * as soon as the record is in the queue.
 */
export async function importOrders(file: string, logger: SyncLoggerFacade): Promise<Import> {
  const orders = new Map<string, Order>()
  let lines = 0
  let rejected = 0
  let repeated = 0

  const take = (text: string): void => {
    lines += 1
    if (text === '' || (lines === 1 && text === HEADER)) return
    try {
      const result = readOrder(text)
      if (result.order === null) {
        rejected += 1
        const { id, problems } = result
        logger.warning('order rejected', { line: lines, order_id: id, problems })
      } else if (orders.has(result.order.id)) {
        repeated += 1
        logger.warning('order repeated', { line: lines, order_id: result.order.id })
      } else {
        orders.set(result.order.id, result.order)
        logger.debug('order read', { line: lines, order: result.order })
      }
    } catch (error) {
      if (!(error instanceof MalformedLine)) throw error
      rejected += 1
      // Not the line itself: it holds the customer's name.
      logger.warning('line cannot be read', { line: lines, column: error.column, reason: error.message })
    }
  }

  logger.info('import started')
  const input = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of input) take(line)
  logger.info('import finished', { lines, orders: orders.size, rejected, repeated })
  return { orders: [...orders.values()], lines, rejected, repeated }
}
