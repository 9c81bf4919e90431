/** Code of the application that is torn off while it is being logged, and loggers that come and go. */
import { pbkdf2 } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { runInNewContext } from 'node:vm'
import { getLogger, LoggerBuilder } from 'fapilog'
import { report, runCase } from '../../programs/report.ts'

const where = process.argv[3] ?? ''
const nameServer = process.argv[4]

const posting = (): LoggerBuilder =>
  new LoggerBuilder()
    .withPreset('production')
    .addSink<typeof import('./sinks/post.ts')>(new URL('sinks/post.ts', import.meta.url), {
      url: where,
      nameServer,
    })
    .withExitTimeout('8s')

/** Each job takes longer than the deadline; the process would wait for those that have begun, so the test kills it. */
function keepPoolBusy(): void {
  for (let job = 0; job < 6; job++) pbkdf2('secret', 'salt', 60_000_000, 64, 'sha512', () => undefined)
}

await runCase({
  /** A termination runs neither `catch` nor `finally`. */
  async 'a vm timeout in a getter'() {
    const logger = getLogger({ preset: 'production' })
    let i = 0
    const some = (): void => {
      for (let n = 0; n < 100; n++) logger.info('line', { i: i++ })
    }
    for (let round = 0; round < 3; round++) {
      some()
      const hostile = {
        before: 'x',
        get never(): number {
          for (;;);
        },
      }
      const log = (): boolean => logger.info('torn off', { nested: { hostile } })
      try {
        runInNewContext('log()', { log }, { timeout: 30 })
      } catch (error) {
        report('torn off', { code: (error as { code?: unknown }).code })
      }
      some()
    }
    report('drained', { ...(await logger.drain()) })
    some()
    process.exit(5)
  },

  async 'loggers that come and go'() {
    const kept = getLogger('kept', { preset: 'production', exitTimeoutMs: 30_000 })
    const own = (name: string): ReturnType<typeof getLogger> =>
      getLogger(name, { preset: 'production', reuse: false, exitTimeoutMs: 30_000 })
    let collected = 0
    const registry = new FinalizationRegistry(() => collected++)
    for (let n = 0; n < 8; n++) {
      const logger = own(`own ${n}`)
      registry.register(logger, n)
      logger.info('line', { of: 'gone', n })
      kept.info('line', { of: 'kept', n })
      if (n % 2 === 0) await logger.drain()
    }
    while (collected < 4) {
      await turn()
      globalThis.gc?.()
    }
    report('collected', { collected })
    const last = own('last')
    await last.ready()
    last.info('line', { of: 'last', n: 0 })
    await last.flush()
    // Nobody else is waited for: what is not waited for here is not written.
    for (let n = 8; n < 2000; n++) kept.info('line', { of: 'kept', n })
    process.exit(6)
  },

  /** Its thread takes longer to start than the collector needs. */
  async 'a logger that is forgotten'() {
    let collected = false
    const registry = new FinalizationRegistry(() => (collected = true))
    const logAndForget = (): void => {
      const logger = getLogger({ preset: 'production', reuse: false, exitTimeoutMs: 30_000 })
      registry.register(logger, null)
      for (let i = 0; i < 500; i++) logger.info('line', { i })
    }
    logAndForget()
    while (!collected) {
      await turn()
      globalThis.gc?.()
    }
    process.exit(8)
  },

  /** The libuv pool has four threads. The connection of the sink is warm: it needs none of them. */
  async 'a busy pool'() {
    const logger = posting().build()
    logger.info('warm')
    await logger.flush()
    keepPoolBusy()
    for (let i = 0; i < 500; i++) logger.info('line', { i })
    process.on('exit', () => report('drained', { pending: logger.stats().pending }))
    process.exit(7)
  },

  /** The first connection, to a host name, is made when the jobs have begun. */
  async 'a busy pool, no connection'() {
    const logger = posting().build()
    await logger.ready()
    keepPoolBusy()
    for (let i = 0; i < 500; i++) logger.info('line', { i })
    process.on('exit', () => report('drained', { pending: logger.stats().pending }))
    process.exit(7)
  },
})
