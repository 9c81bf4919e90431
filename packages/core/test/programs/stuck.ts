/** Standard output is a pipe that nobody reads. */
import { getLogger } from 'fapilog'
import { DEADLINE_MS, TWO_PIPELINES_MS } from '../exit/programs/deadline.ts'
import { report, runCase } from './report.ts'
import { starvedMs } from './starved-ms.ts'

const exitTimeoutMs = process.argv[2] === 'two pipelines' ? TWO_PIPELINES_MS : DEADLINE_MS
const logger = getLogger({
  preset: 'production',
  exitTimeoutMs,
  shutdownTimeoutMs: DEADLINE_MS,
  diagnostics: false,
})
await logger.ready()
for (let i = 0; i < 20_000; i++) logger.info('line', { i })
let started = performance.now()
let starved = starvedMs()
const times = (): object => ({ ms: performance.now() - started, starvedMs: starvedMs() - starved })

await runCase({
  exit() {
    process.on('exit', () => report('exit', times()))
    process.exit(3)
  },
  natural() {
    process.on('exit', () => report('exit', times()))
  },
  async drain() {
    const { complete, pending, submitted, delivered, durationMs } = await logger.drain()
    report('drained', { complete, pending, submitted, delivered, durationMs, ...times() })
    process.kill(process.pid, 'SIGKILL')
  },
  async flush() {
    const flushed = await logger.flush({ timeoutMs: DEADLINE_MS })
    report('flushed', { flushed, ...times() })
    process.kill(process.pid, 'SIGKILL')
  },
  async 'two pipelines'() {
    const other = getLogger('other', { reuse: false, sinks: [{ kind: 'noop' }], exitTimeoutMs })
    await other.drain()
    started = performance.now()
    starved = starvedMs()
    other.info('its thread has to start again')
    process.on('exit', () => report('exit', { ...times(), other: other.stats().delivered }))
  },
})
