/** A hundred loggers, each with a pipeline and a thread of its own. */
import { getLogger } from '../../src/index.ts'
import { report } from './report.ts'

process.on('warning', (warning) => report('warning', { name: warning.name, message: warning.message }))
const before = process.listenerCount('exit')
for (let i = 0; i < 100; i++)
  getLogger(`logger ${i}`, { preset: 'minimal', format: 'json', exitTimeoutMs: 60_000, reuse: false }).info(
    'line',
    { i },
  )
report('listeners', { exit: process.listenerCount('exit') - before, own: before })
