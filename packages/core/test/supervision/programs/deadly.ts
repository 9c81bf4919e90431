/**
 * `deadly.ts case file options [beside | looping | exiting]`: logs beside a sink that ends or holds up its thread; with
 * `beside` to a harmless module as well, with `looping` or `exiting` to one that cannot be loaded.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { installShutdownHandlers, LoggerBuilder } from 'fapilog'
import { report, runCase } from '../../programs/report.ts'
import type { DeadlyOptions } from './deadly-sink.ts'

const [, , , file = '', does = '{}', beside] = process.argv
const options = { file, ...(JSON.parse(does) as Omit<DeadlyOptions, 'file'>) }
const module = new URL('deadly-sink.ts', import.meta.url)
const builder = new LoggerBuilder().addSink<typeof import('./deadly-sink.ts')>(module, options, {
  name: 'mine',
})
if (beside === 'beside') {
  const harmless = { ...options, file: `${file}.beside`, at: -2 }
  builder.addSink<typeof import('./deadly-sink.ts')>(module, harmless, { name: 'beside' })
}
if (beside === 'looping') builder.addSink(new URL('looping-sink.ts', import.meta.url))
if (beside === 'exiting')
  builder.addSink(new URL('exiting-sink.ts', import.meta.url), {}, { name: 'exiting' })
const logger = builder.addStdout().withExitTimeout('20s').withShutdownTimeout('50s').build()

/** The longest that the loop of this thread stood still. */
let longest = 0
let last = performance.now()
const watch = setInterval(() => {
  longest = Math.max(longest, performance.now() - last)
  last = performance.now()
}, 1).unref()

const COUNT = 1000
let i = 0
function logAll(count = COUNT): void {
  for (let n = 0; n < count; n++) logger.info('line', { i: i++ })
}

async function flushAndReport(): Promise<void> {
  last = performance.now()
  const flushed = await logger.flush()
  clearInterval(watch)
  report('flushed', { flushed, longest, ...(await logger.checkHealth()) })
}

await runCase({
  async flush() {
    await logger.ready()
    logAll()
    await flushAndReport()
    // The thread comes to its own end, and with it what its modules have put off.
    await logger.drain()
  },

  /** Nothing is logged that would need a thread. */
  async ready() {
    const started = performance.now()
    const refusal: unknown = await logger.ready().catch((error: unknown) => error)
    report('ready', { ms: performance.now() - started, refusal: String(refusal) })
    logAll()
    await flushAndReport()
  },

  async 'flush at once'() {
    logAll()
    await flushAndReport()
  },

  async 'flush many'() {
    await logger.ready()
    logAll(20_000)
    await flushAndReport()
  },

  async 'flush and wait'() {
    const ended = new Promise((resolve) => process.once('worker', (thread) => thread.on('exit', resolve)))
    await logger.ready()
    logAll()
    await flushAndReport()
    await ended
    report('later', await logger.checkHealth())
  },

  'first tick'() {
    logAll()
    process.exit(6)
  },

  async 'exit while it hangs'() {
    await logger.ready()
    logAll()
    // The thread is in the sink by now.
    await delay(100)
    const started = performance.now()
    process.on('exit', () => report('exit', { ms: performance.now() - started, ...logger.stats() }))
    process.exit(6)
  },

  async 'SIGTERM while it hangs'() {
    await logger.ready()
    // Before a hang is found at leisure.
    installShutdownHandlers({ timeoutMs: 5000 })
    logAll()
    setInterval(() => undefined, 1000)
    process.kill(process.pid, 'SIGTERM')
  },

  /** The main thread is busy for longer than a hung thread is waited for, while records are in the queue. */
  async busy() {
    await logger.ready()
    const end = performance.now() + 7000
    while (performance.now() < end) logger.info('line', { i: i++ })
    await flushAndReport()
  },

  /** Stopped from outside for longer than that. */
  async stopped() {
    await logger.ready()
    report('ready', {})
    while (i < 400) {
      logAll()
      await delay(1)
    }
    const end = performance.now() + 2000
    while (performance.now() < end) {
      logger.info('line', { i: i++ })
      await delay(1)
    }
    await flushAndReport()
  },
})
