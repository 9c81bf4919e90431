/**
 * What logging requests costs the thread that serves them: `node src/bench/main.ts [--quick | --publish]`, on a quiet
 * machine. `--publish` writes the tables into docs/request-costs.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { FULL, measure, QUICK } from './measure.ts'
import { report } from './report.ts'

const PAGE = new URL('../../../../docs/request-costs.md', import.meta.url)
const START = '<!-- measured -->'
const END = '<!-- end of measured -->'

const quick = process.argv.includes('--quick')
const text = report(await measure(quick ? QUICK : FULL))
process.stdout.write(`${text}\n`)
if (process.argv.includes('--publish') && !quick) {
  const page = readFileSync(PAGE, 'utf8')
  const [before, after] = [page.indexOf(START), page.indexOf(END)]
  if (before === -1 || after === -1) throw new Error(`no lines ${START} and ${END}`)
  writeFileSync(PAGE, `${page.slice(0, before)}${START}\n\n${text}\n\n${page.slice(after)}`)
}
