/** `insist.ts <times> <deadline>`: SIGINT comes that often while a sink is stuck, whose own deadlines are far away. */
import { installShutdownHandlers, LoggerBuilder } from 'fapilog'
import { watchEnd } from '../../programs/watch-end.ts'

watchEnd()
const [times, timeoutMs] = process.argv.slice(2).map(Number)
const logger = new LoggerBuilder()
  .addSink(new URL('sinks/stuck.ts', import.meta.url), undefined, { timeoutMs: '5m' })
  .withExitTimeout('5m')
  .build()
await logger.ready()
logger.info('stuck')
installShutdownHandlers({ timeoutMs })
setInterval(() => undefined, 1000)
for (let n = 0; n < Number(times); n++) process.kill(process.pid, 'SIGINT')
