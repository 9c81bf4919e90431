/** `unread.ts <how it ends> [console]`: standard output is something that nobody reads. */
import { setImmediate as turn } from 'node:timers/promises'
import { getLogger } from 'fapilog'
import { report, runCase } from '../../programs/report.ts'
import { starvedMs } from '../../programs/starved-ms.ts'
import { DEADLINE_MS } from './deadline.ts'

const withConsole = process.argv[3] === 'console'
const logger = getLogger({
  preset: 'production',
  exitTimeoutMs: DEADLINE_MS,
  shutdownTimeoutMs: DEADLINE_MS,
  diagnostics: false,
})
await logger.ready()
for (let round = 0; round < 40; round++) {
  for (let n = 0; n < 500; n++) logger.info('line', { round, n })
  if (withConsole) console.log('x'.repeat(1000))
  // A main thread that is blocked by the reader does not get any further.
  await turn()
}
report('alive')
const started = performance.now()
const starved = starvedMs()
process.on('exit', () =>
  report('exit', { ms: performance.now() - started, starvedMs: starvedMs() - starved }),
)

await runCase({
  'process.exit()': () => process.exit(3),
  'a natural end'() {
    process.exitCode = 4
  },
  'an uncaught error'() {
    throw new Error('thrown on purpose')
  },
})
