/** Logs in an `exit` listener, when a stuck sink has used up the deadline: `late.ts records`. */
import { LoggerBuilder } from 'fapilog'
import { report } from '../../programs/report.ts'
import { starvedMs } from '../../programs/starved-ms.ts'
import { DEADLINE_MS } from './deadline.ts'

const records = Number(process.argv[2])
const logger = new LoggerBuilder()
  .withPreset('production')
  .addStdout()
  .addSink(new URL('sinks/stuck.ts', import.meta.url), undefined, { name: 'stuck', timeoutMs: '5m' })
  .withExitTimeout(DEADLINE_MS)
  .build()
await logger.ready()
logger.info('line', { i: 0 })
const started = performance.now()
const starved = starvedMs()
process.on('exit', () => {
  for (let i = 1; i <= records; i++) logger.info('line', { i })
  const ms = performance.now() - started
  report('exit', { ms, starvedMs: starvedMs() - starved, ...logger.stats() })
})
process.exit(4)
