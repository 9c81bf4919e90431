/** The main thread and three workers, each with a pipeline of its own, on one standard output. */
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { fileURLToPath } from 'node:url'
import { getLogger } from 'fapilog'

const thread = isMainThread ? 'main' : String(workerData)
const settings = { preset: 'production', queue: { capacity: '32 MiB' }, exitTimeoutMs: '60s' } as const
const logger = getLogger(settings)
if (isMainThread) {
  for (const name of ['a', 'b', 'c']) new Worker(fileURLToPath(import.meta.url), { workerData: name })
}
for (let i = 0; i < 20_000; i++) {
  logger.info('line', { thread, i, text: 'x'.repeat(i % 700) })
  // Workers take turns with the main thread, and each with its own.
  if (i % 500 === 499) await new Promise((resolve) => setImmediate(resolve))
}
