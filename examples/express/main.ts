/**
 * A small web shop. Log lines go to stdout, pretty on a terminal and JSON when piped.
 *
 *     node main.ts        PORT=3000 FAPILOG_LEVEL=debug
 */
import { ExpressBuilder, gracefulShutdown } from '@fapilog/express'
import { getLogger } from 'fapilog'
import { shopApp } from './src/shop-app.ts'
import { startRestocking } from './src/restock.ts'
import { openStock } from './src/stock.ts'

const http = new ExpressBuilder()
  .withPreset('minimal')
  .withService('shop', { version: '1.0.0' })
  .skipPaths(['/health', '/ready'])
  .includeHeaders(['accept-language'])
  .slowAfter(1000)
  .build()

const stock = openStock()
const stopRestocking = startRestocking(stock, 5000)
const server = http.listen(
  shopApp(http, stock, () => shutdown.closing),
  Number(process.env['PORT'] ?? 3000),
  () => getLogger().info('listening', { address: server.address() }),
)
// Not for the log: whoever started this wants to know that it is up.
server.once('listening', () => process.send?.('listening'))

const shutdown = gracefulShutdown(server, http.logging, {
  timeoutMs: 5000,
  onClosed: () => stopRestocking(),
})
