/** Loggers in worker threads, three levels deep; each thread logs and ends by itself. */
import { Worker, isMainThread, threadId, workerData } from 'node:worker_threads'
import { fileURLToPath } from 'node:url'
import { getLogger } from 'fapilog'

const { depth, end } = (workerData as { depth: number; end: string } | null) ?? {
  depth: 0,
  end: process.argv[2] ?? '',
}
const logger = getLogger(`depth ${depth}`, { preset: 'production' })
for (let i = 0; i < 2000; i++) logger.info('line', { depth, i, threadId })
if (depth < 2) {
  const inner = new Worker(fileURLToPath(import.meta.url), { workerData: { depth: depth + 1, end } })
  inner.on('exit', (code) => logger.info('ended', { depth: depth + 1, code }))
}
if (!isMainThread && depth === 2 && end === 'exit') process.exit(7)
