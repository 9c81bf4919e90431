/**
 * `spin.ts <sink> [where]`: 5,000 calls, then the thread that made them is busy for 400 ms, then the process is killed.
 * Of its own time: on a machine that others use as well, the log thread gets as little as this one.
 */
import { LoggerBuilder } from 'fapilog'
import { spentMs } from '../../programs/spent-ms.ts'

const [sink = '', where = ''] = process.argv.slice(2)
const builder = new LoggerBuilder().withPreset('production')
const logger = (sink === 'stdout' ? builder.addStdout() : builder.addFile(where)).build()
await logger.ready()
for (let i = 0; i < 5000; i++) logger.info('line', { i })
for (const end = spentMs() + 400; spentMs() < end;);
process.kill(process.pid, 'SIGKILL')
