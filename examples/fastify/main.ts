/**
 * A box office. Log lines go to stdout, pretty on a terminal and JSON when piped.
 *
 *     node main.ts        PORT=3000 FAPILOG_LEVEL=debug
 */
import { FastifyBuilder, gracefulShutdown } from '@fapilog/fastify'
import { boxOfficeApp } from './src/box-office-app.ts'
import { openBoxOffice } from './src/box-office.ts'
import { startReleasing } from './src/release-seats.ts'

const fapilog = new FastifyBuilder()
  .withPreset('minimal')
  .withService('box-office', { version: '1.0.0' })
  .skipPaths(['/ready'])
  .includeHeaders(['accept-language'])
  .slowAfter(1000)
  .build()

const office = openBoxOffice()
const app = await boxOfficeApp(office, fapilog, () => shutdown.closing)
const stopReleasing = startReleasing(office, 5000)
const shutdown = gracefulShutdown(app, { timeoutMs: 5000, onClosed: () => stopReleasing() })

await app.listen({ port: Number(process.env['PORT'] ?? 3000), host: '127.0.0.1' })
// Not for the log: whoever started this wants to know that it is up.
process.send?.('listening')
