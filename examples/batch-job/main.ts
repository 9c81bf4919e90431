/**
 * Settles a month of a web shop's orders. Log lines go to stdout, pretty on a terminal and JSON when piped; the
 * outcome of the drain goes to stderr.
 *
 *     node main.ts [orders.csv]        FAPILOG_LEVEL=debug for a line an order
 */
import { randomUUID } from 'node:crypto'
import { basename, join } from 'node:path'
import { configure, getAsyncLogger, getLogger } from 'fapilog'
import { drainTable } from './src/drain-table.ts'
import { importOrders } from './src/import-orders.ts'
import { settleOrders } from './src/settle-orders.ts'

configure({
  preset: 'minimal',
  service: 'order-settlement',
  context: { run: randomUUID().slice(0, 8) },
  // A batch job has time: the async facade waits for room in the queue rather than lose a record.
  queue: { asyncWaitMs: Number.POSITIVE_INFINITY },
})
const file = process.argv[2] ?? join(import.meta.dirname, 'data', 'orders.csv')
const logger = getLogger('import').bind({ file: basename(file) })
const log = await getAsyncLogger('settle')

try {
  const { orders, rejected } = await importOrders(file, logger)
  const { settled, unsettled, euros } = await settleOrders(orders, log)
  await log.audit('month closed', { settled, unsettled, rejected, euros })
} catch (error) {
  logger.critical('job failed', error)
  process.exitCode = 1
}

// Both facades write to one pipeline, so one drain is enough.
process.stderr.write(`\n${drainTable(await log.drain())}`)
