/**
 * Logs to a sink of its own, `src/http-sink.ts`, and to memory. The collector that the sink posts to refuses one
 * batch: the loss is counted, and the collector is told of it before it gets records again.
 *
 *     node main.ts
 */
import { AsyncLoggerBuilder, memorySink } from 'fapilog'
import { startCollector } from './src/collector.ts'

await using collector = await startCollector()
const memory = memorySink()

const logger = await new AsyncLoggerBuilder()
  .addSink<typeof import('./src/http-sink.ts')>(
    new URL('./src/http-sink.ts', import.meta.url),
    { url: collector.url, headers: { authorization: 'Bearer of-the-example' } },
    { name: 'collector', timeoutMs: '3s' },
  )
  .addSink(memory.sink)
  .build()

await logger.info('accepted', { order: 1 })
await logger.flush()

collector.refuseNext()
await logger.error('refused', { order: 2 })
await logger.flush()
const { status } = await logger.checkHealth()

await logger.info('accepted again', { order: 3 })
const { sinks } = await logger.drain()

const collected = collector.lines.map((line) => JSON.parse(line) as { message: string; data: object })
const report = {
  collected: collected.map(({ message, data }) => ({ message, data })),
  remembered: memory.events().map(({ message }) => message),
  statusAfterRefusal: status,
  sinks,
}
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
