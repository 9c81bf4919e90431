/**
 * `starved.ts <cpu>`: its thread may run on that CPU only, and only when nobody else wants it, while others do. Then the
 * process ends. `<cpu>` is not the one that its other threads run on.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { LoggerBuilder } from 'fapilog'
import { report } from '../../programs/report.ts'

const [cpu = ''] = process.argv.slice(2)
// Half of it is how long a thread may say nothing.
const logger = new LoggerBuilder().addStdout().withExitTimeout('400ms').build()
await logger.ready()
const tasks = '/proc/self/task'
const thread = readdirSync(tasks).find(
  (id) => readFileSync(`${tasks}/${id}/comm`, 'utf8').trim() === 'fapilog',
)
if (thread === undefined) throw new Error('no thread of that name')

const busy = `process.stdout.write('.'); for (const end = Date.now() + 10_000; Date.now() < end;);`
const others = [1, 2, 3, 4].map(() => spawn('taskset', ['-c', cpu, process.execPath, '-e', busy]))
await Promise.all(others.map(({ stdout }) => once(stdout, 'data')))
for (const [command = '', ...args] of [
  ['taskset', '-p', '-c', cpu, thread],
  ['chrt', '--idle', '-p', '0', thread],
]) {
  if (spawnSync(command, args).status !== 0) throw new Error(`${command} failed`)
}
for (let i = 0; i < 1000; i++) logger.info('line', { i })
process.on('exit', () => {
  report('exit', logger.stats())
  for (const other of others) other.kill('SIGKILL')
})
process.exit(3)
