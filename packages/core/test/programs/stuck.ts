/** Standard output is a pipe that nobody reads. */
import { getLogger } from '../../src/index.ts'
import { report, runCase } from './report.ts'

/** Where another pipeline has to start its thread within that time, on a loaded machine, it is longer. */
const exitTimeoutMs = process.argv[2] === 'two pipelines' ? 4000 : 400
const logger = getLogger({
  preset: 'production',
  exitTimeoutMs,
  shutdownTimeoutMs: 300,
  diagnostics: false,
})
await logger.ready()
for (let i = 0; i < 20_000; i++) logger.info('line', { i })
const started = performance.now()
const ms = (): number => performance.now() - started

await runCase({
  exit() {
    process.on('exit', () => report('exit', { ms: ms() }))
    process.exit(3)
  },
  natural() {
    process.on('exit', () => report('exit', { ms: ms() }))
  },
  async drain() {
    const { complete, pending, submitted, delivered, durationMs } = await logger.drain()
    report('drained', { complete, pending, submitted, delivered, durationMs, ms: ms() })
    process.kill(process.pid, 'SIGKILL')
  },
  async flush() {
    const flushed = await logger.flush({ timeoutMs: 200 })
    report('flushed', { flushed, ms: ms() })
    process.kill(process.pid, 'SIGKILL')
  },
  async 'two pipelines'() {
    const other = getLogger('other', { reuse: false, sinks: [{ kind: 'noop' }], exitTimeoutMs })
    await other.drain()
    other.info('its thread has to start again')
    process.on('exit', () => report('exit', { ms: ms(), other: other.stats().delivered }))
  },
})
