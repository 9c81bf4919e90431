/**
 * `npm test`: every check of the repository, one after the other, each a root script of its own.
 * `npm test -- lint unit` runs only those. A failing part does not stop the others; the exit code is 1 if any failed.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { addCounts, noCounts, readReport, type Counts } from './counts.ts'

const root = new URL('..', import.meta.url)
const cache = new URL('.cache/', root)

interface Part {
  /** The root script that runs it. */
  readonly script: string
  readonly title: string
  /** The report it leaves in `.cache`, when it counts more than itself. */
  readonly report?: string
}

// The cheap ones first; the packed tarballs last, since they take longest.
const parts: readonly Part[] = [
  { script: 'build', title: 'build' },
  { script: 'format:check', title: 'format' },
  { script: 'lint', title: 'lint and folder rules' },
  { script: 'typecheck', title: 'types' },
  { script: 'test:types', title: 'public types on TypeScript 5.6 and 7' },
  { script: 'knip', title: 'unused exports, files and dependencies' },
  { script: 'api', title: 'public API snapshot' },
  { script: 'packages', title: 'publint and are-the-types-wrong' },
  { script: 'links', title: 'documentation links' },
  { script: 'unit', title: 'vitest', report: 'vitest.json' },
  { script: 'packed', title: 'packed tarballs', report: 'packed.json' },
]

interface Outcome {
  readonly part: Part
  readonly ok: boolean
  readonly seconds: number
  readonly counts: Counts
  readonly failures: readonly string[]
}

function run(part: Part): Outcome {
  process.stdout.write(`\n── ${part.title} (npm run ${part.script})\n`)
  const report = part.report === undefined ? undefined : new URL(part.report, cache)
  // A report of the run before must not be counted for one that died before writing its own.
  if (report !== undefined) rmSync(report, { force: true })
  const started = performance.now()
  const { status } = spawnSync('npm', ['run', '--silent', part.script], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  const seconds = (performance.now() - started) / 1000
  const ok = status === 0
  if (report === undefined) {
    // A part that counts nothing is one check.
    return { part, ok, seconds, counts: { ...noCounts, [ok ? 'passed' : 'failed']: 1 }, failures: [] }
  }
  const { failures, ...counts } = readReport(report)
  // A counted part can fail as a whole too: a crash, or a run that claims success without a single test.
  const empty = counts.passed === 0
  const broken = (!ok || empty) && counts.failed === 0 ? { ...noCounts, failed: 1 } : noCounts
  return { part, ok: ok && !empty, seconds, counts: addCounts([counts, broken]), failures }
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !parts.some((part) => part.script === name))
if (unknown.length > 0) {
  process.stderr.write(
    `no such part: ${unknown.join(', ')}; there are: ${parts.map((p) => p.script).join(', ')}\n`,
  )
  process.exit(2)
}

mkdirSync(cache, { recursive: true })
const outcomes = parts.filter((part) => asked.length === 0 || asked.includes(part.script)).map(run)

process.stdout.write('\n')
for (const { part, ok, seconds, counts } of outcomes) {
  const more = part.report === undefined ? '' : `  ${counts.passed} passed, ${counts.failed} failed`
  process.stdout.write(
    `${ok ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s  ${part.title}${more}\n`,
  )
}
const total = addCounts(outcomes.map(({ counts }) => counts))
const failed = outcomes.filter(({ ok }) => !ok)
if (failed.length > 0) process.stdout.write(`\nfailed: ${failed.map(({ part }) => part.script).join(', ')}\n`)
// At the very end, where a shortened log still shows them.
for (const line of failed.flatMap(({ failures }) => failures.slice(0, 10)))
  process.stdout.write(`  ${line}\n`)
// .ci/run prints this as its last line.
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
writeFileSync(new URL('summary.txt', cache), `${total.passed} passed, ${total.failed} failed${skipped}\n`)
process.exitCode = failed.length > 0 ? 1 : 0
