/** `inline.ts case file`: a pipeline on the main thread. `no sharing` hides SharedArrayBuffer first. */
import { importFapilog } from '../../programs/entry.ts'
import { spentMs } from '../../programs/spent-ms.ts'
import { report, runCase } from '../../programs/report.ts'

const [, , name = '', file = ''] = process.argv
if (name.endsWith('no sharing')) Reflect.deleteProperty(globalThis, 'SharedArrayBuffer')
const { configure, getLogger, LoggerBuilder } = await importFapilog()
/** Chosen, unless it is what is left when there can be no thread, or a thread is to be had. */
const chosen = !['forbidden', 'no sharing', 'a few'].some((end) => name.endsWith(end))
configure({
  ...(chosen && { thread: 'inline' }),
  preset: 'production',
  exitTimeoutMs: '10s',
  shutdownTimeoutMs: '10s',
})
const logger = getLogger()
const threads: unknown[] = []
process.on('worker', (thread) => threads.push(thread))

/** Several times what the queue holds. */
const MANY = 100_000
function logMany(): void {
  for (let i = 0; i < MANY; i++) logger.info('line', { i })
}

const flushAndDrain = async (): Promise<void> => {
  const flushed = await logger.flush()
  const { threadStarts, thread } = await logger.checkHealth()
  const { complete, submitted, delivered, dropped } = await logger.drain()
  report('drained', {
    flushed,
    complete,
    submitted,
    delivered,
    dropped,
    threadStarts,
    thread,
    threads: threads.length,
  })
}

const all = async (): Promise<void> => {
  logMany()
  await flushAndDrain()
  logger.info('late', { i: MANY })
}

const withModule = (): ReturnType<typeof getLogger> =>
  new LoggerBuilder()
    .withThread('inline')
    .reuse(false)
    .addSink<typeof import('../../programs/sinks/to-file.ts')>(
      new URL('../../programs/sinks/to-file.ts', import.meta.url),
      { file, does: 'write later' },
      { name: 'mine' },
    )
    .build()

await runCase({
  all,
  'all, forbidden': all,
  'all, no sharing': all,

  'exit in the first tick'() {
    logMany()
    process.exit(3)
  },
  'exit, forbidden'() {
    logMany()
    process.exit(3)
  },
  'exit, no sharing'() {
    logMany()
    process.exit(3)
  },

  /** All that can be asked of a pipeline, with ten records. */
  async 'a few'() {
    for (let i = 0; i < 10; i++) logger.info('line', { i })
    const ready = await logger.ready().then(
      () => 'ready',
      (error: unknown) => String(error),
    )
    report('asked', { ready, flushed: await logger.flush({ timeoutMs: 200 }) })
    const { complete, submitted, delivered, pending } = await logger.drain({ timeoutMs: 200 })
    report('drained', { complete, submitted, delivered, pending, threads: threads.length })
  },
  'exit, a few'() {
    for (let i = 0; i < 10; i++) logger.info('line', { i })
    const { submitted, delivered, pending } = logger.stats()
    report('logged', { submitted, delivered, pending })
    process.exit(3)
  },

  /** What is in the hands of the sink then is written once. */
  async 'exit in the middle of a write'() {
    logMany()
    await new Promise((resolve) => setImmediate(resolve))
    process.on('exit', () => logger.info('late', { i: MANY }))
    process.exit(3)
  },

  async 'a turn of the loop is short'() {
    logMany()
    let longest = 0
    let last = spentMs()
    const watch = setInterval(() => {
      longest = Math.max(longest, spentMs() - last)
      last = spentMs()
    }, 1)
    await logger.flush()
    clearInterval(watch)
    report('longest', { longest })
  },

  async 'a module'() {
    const own = withModule()
    for (let i = 0; i < 1000; i++) own.info('line', { i })
    await own.ready()
    const { complete, sinks } = await own.drain()
    report('drained', { complete, sinks, threads: threads.length })
  },

  async 'exit, a module that answers later'() {
    const own = withModule()
    await own.ready()
    for (let i = 0; i < 10; i++) own.info('line', { i })
    process.on('exit', () => report('exit', { ...own.stats() }))
    process.exit(3)
  },
})
