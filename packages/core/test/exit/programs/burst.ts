/**
 * `burst.ts <end> <directory>`: logs 200,000 lines a second to files, and before every hundredth says so with a byte
 * on descriptor 3, which outlives it. Until it is killed, or ends itself in the way that is named.
 */
import { writeSync } from 'node:fs'
import { getLogger } from '../../../src/index.ts'
import { report } from '../../programs/report.ts'
import { MARK_EVERY, PER_MS, type Sudden } from './sudden-ends.ts'

const [end, directory] = process.argv.slice(2) as [Sudden, string]
const mark = Buffer.from('.')
/** Long enough for the code to be compiled, and for the thread to be in its stride. */
const WARM_MS = 300

const logger = getLogger({ preset: 'production', sinks: [{ kind: 'rotating-file', directory }] })
await logger.ready()
const started = performance.now()
let logged = 0
let said = false

/** Keeps the pace; a call that comes late makes up for it. */
function burst(): number {
  const ms = performance.now() - started
  for (const due = ms * PER_MS; logged < due; logged++) {
    if (logged % MARK_EVERY === 0) writeSync(3, mark)
    logger.info('line', { i: logged })
  }
  return ms
}

const sudden: Readonly<Record<Sudden, () => void>> = {
  SIGKILL: () => undefined,
  'process.abort()': () => process.abort(),
  SIGSEGV: () => process.kill(process.pid, 'SIGSEGV'),
  'running out of heap'() {
    for (const hoard: object[] = []; ; hoard.push(Array.from({ length: 1000 }, () => ({})))) burst()
  },
}
for (;;) {
  if (burst() < WARM_MS || said) continue
  report('warm')
  said = true
  sudden[end]()
}
