/**
 * `spin.ts <sink> [where]`: 5,000 calls, then the thread that made them is busy for 400 ms, then the process is killed.
 * Of its own time, where that can be told: on a machine that others use as well, the log thread gets as little as this.
 */
import { LoggerBuilder } from '../../../src/index.ts'

const [sink = '', where = ''] = process.argv.slice(2)
const builder = new LoggerBuilder().withPreset('production')
const logger = (sink === 'stdout' ? builder.addStdout() : builder.addFile(where)).build()
await logger.ready()
for (let i = 0; i < 5000; i++) logger.info('line', { i })
function spentMs(): number {
  if (!('threadCpuUsage' in process)) return performance.now()
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
for (const end = spentMs() + 400; spentMs() < end;);
process.kill(process.pid, 'SIGKILL')
