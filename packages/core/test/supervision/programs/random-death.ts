/** `random-death.ts file kind at`: the thread dies once, at a random moment, while records are being logged. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { LoggerBuilder } from 'fapilog'
import { report } from '../../programs/report.ts'
import type { DeadlyOptions } from './deadly-sink.ts'

const [, , file = '', kind = '', at = ''] = process.argv
const COUNT = 20_000
/** Records of one burst, one a millisecond: 200,000 a second. */
const BURST = 200

/** When a thread ended, when the next one was made, and when it had written something. */
const times: { ended?: number; started?: number; consumed?: number } = {}
const threads: Worker[] = []
process.on('worker', (thread) => {
  if (times.ended !== undefined) times.started ??= performance.now()
  threads.push(thread)
  thread.on('exit', () => (times.ended ??= performance.now()))
})

const builder = new LoggerBuilder()
if (kind !== 'terminate') {
  builder.addSink<typeof import('./deadly-sink.ts')>(
    new URL('deadly-sink.ts', import.meta.url),
    { file, does: kind as DeadlyOptions['does'], at: Number(at), once: true },
    { name: 'mine' },
  )
}
const logger = builder
  .addStdout()
  .withQueue({ onFull: 'block', waitMs: '20s' })
  .withShutdownTimeout('50s')
  .build()
await logger.ready()

let before = 0
const watch = setInterval(() => {
  if (times.started === undefined) return
  const { delivered } = logger.stats()
  if (before === 0) before = delivered
  else if (delivered > before) times.consumed ??= performance.now()
}, 1)

let longest = 0
for (let i = 0; i < COUNT;) {
  const started = performance.now()
  for (let n = 0; n < BURST; n++) logger.info('line', { i: i++ })
  longest = Math.max(longest, performance.now() - started)
  if (kind === 'terminate' && i === Math.ceil((Number(at) + 1) / BURST) * BURST) void threads[0]?.terminate()
  await delay(1)
}
const flushed = await logger.flush()
clearInterval(watch)
const { ended = 0, started = 0, consumed = 0 } = times
const { threadStarts, stats } = await logger.checkHealth()
report('done', {
  flushed,
  threadStarts,
  startMs: started - ended,
  consumeMs: consumed - ended,
  longest,
  stats,
})
