/** The dedicated thread dies, in several ways. */
import { closeSync, openSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { getLogger } from 'fapilog'
import { openOwnPipeline } from '../own-pipeline.ts'
import { report, runCase } from './report.ts'

const threads: Worker[] = []
process.on('worker', (thread) => threads.push(thread))

/** A descriptor that is not open yet, so that the thread dies when it makes its sink. */
const CLOSED_FD = 60
const brokenSink = { kind: 'stdout-json', name: 'broken', fd: CLOSED_FD } as const

/** Descriptors are given out from the lowest free one on. */
function openUpTo(last: number, path: string): readonly number[] {
  const fds: number[] = []
  for (let fd = 0; fd < last;) {
    fd = openSync(path, 'a')
    if (fd > last) closeSync(fd)
    else fds.push(fd)
  }
  return fds
}

await runCase({
  async 'terminated while parked'() {
    const logger = getLogger({ preset: 'production' })
    logger.info('line', { i: 0 })
    await logger.flush()
    await threads.at(-1)?.terminate()
    logger.info('line', { i: 1 })
    report('flushed', { flushed: await logger.flush() })
    report('health', await logger.checkHealth())
  },

  async 'terminated under load'() {
    const logger = getLogger({ preset: 'production' })
    let i = 0
    for (let round = 0; round < 2; round++) {
      await logger.ready()
      for (let n = 0; n < 5000; n++) logger.info('line', { i: i++ })
      await threads.at(-1)?.terminate()
    }
    for (let n = 0; n < 5000; n++) logger.info('line', { i: i++ })
    report('flushed', { flushed: await logger.flush() })
    report('health', await logger.checkHealth())
  },

  async 'a sink that comes back'() {
    for (let opened = false; !opened;) {
      const { logger } = openOwnPipeline({}, { sinks: [brokenSink] })
      for (let i = 0; i < 1000; i++) logger.info('line', { i })
      while ((await logger.checkHealth()).threadStarts < 2) await turn()
      const fds = openUpTo(CLOSED_FD, process.argv[3] ?? '')
      opened = fds.includes(CLOSED_FD)
      if (opened) {
        report('flushed', { flushed: await logger.flush() })
        report('health', await logger.checkHealth())
      }
      // The thread, which opens files of its own, was faster with this one: once more.
      else for (const fd of fds) closeSync(fd)
      await logger.drain()
    }
  },

  /** Nobody reads the 'exit' event of a thread that dies while this one blocks in its exit drain. */
  'a sink that cannot be opened, at exit'() {
    const { logger } = openOwnPipeline({ exitTimeoutMs: 700 }, { sinks: [brokenSink] })
    for (let i = 0; i < 1000; i++) logger.info('line', { i })
    const started = performance.now()
    process.on('exit', () => {
      const { submitted, pending } = logger.stats()
      report('exit', { ms: performance.now() - started, submitted, pending })
    })
    process.exit(4)
  },
})
