/**
 * `burst.ts <end> <directory> <marks> [bare]`: logs 200,000 lines a second to files, and before every twentieth writes to the
 * file of marks how many there were, which wakes nobody. Until it is killed, or ends itself in the way that is named.
 * With `bare` there is no logger, see bare-thread.ts.
 */
import { openSync, writeSync } from 'node:fs'
import { getLogger } from 'fapilog'
import { report } from '../../programs/report.ts'
import { startBareThread } from './bare-thread.ts'
import { MARK_EVERY, PER_MS, type Sudden } from './sudden-ends.ts'

const [end, directory, marks, bare] = process.argv.slice(2) as [Sudden, string, string, 'bare'?]
const marksFd = openSync(marks, 'w')
const mark = new Float64Array(1)
/** Long enough for the code to be compiled, and for the thread to be in its stride. */
const WARM_MS = 300

async function startLogger(): Promise<(i: number) => void> {
  const logger = getLogger({ preset: 'production', sinks: [{ kind: 'rotating-file', directory }] })
  await logger.ready()
  return (i) => void logger.info('line', { i })
}

const log = await (bare === undefined ? startLogger() : startBareThread(directory))
const started = performance.now()
let due = 0
let logged = 0
let last = started
let said = false

/** Keeps the pace. What a pause has cost is not made up for: that would be a faster burst. */
function burst(): number {
  const now = performance.now()
  due += Math.min(now - last, 1) * PER_MS
  last = now
  for (; logged < due; logged++) {
    if (logged % MARK_EVERY === 0) {
      mark[0] = logged
      writeSync(marksFd, mark, 0, 8, 0)
    }
    log(logged)
  }
  return now - started
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
