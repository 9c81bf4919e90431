/**
 * `npm test`: every check of the repository, one after the other, each a root script of its own.
 * `npm test -- lint unit` runs only those. A failing part does not stop the others; the exit code is 1 if any failed.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { addCounts, noCounts, readReport, type Report } from './counts.ts'

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
  // Proves that it works; nothing depends on its times.
  { script: 'bench:quick', title: 'benchmark suite, quick run' },
]

interface Outcome {
  readonly part: Part
  readonly ok: boolean
  readonly seconds: number
  readonly report: Report
  /** What failed at first, and passed when it ran again alone. */
  readonly repeated: readonly string[]
}

/** True: its exit code was 0. `args` go to the script. */
function runScript(script: string, args: readonly string[] = []): boolean {
  const { status } = spawnSync(
    'npm',
    ['run', '--silent', script, ...(args.length > 0 ? ['--', ...args] : [])],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    },
  )
  return status === 0
}

/** A part that counts nothing is one check. */
const oneCheck = (ok: boolean): Report => ({
  ...noCounts,
  [ok ? 'passed' : 'failed']: 1,
  failures: [],
  failedFiles: [],
})

/** More files than this do not fail by chance. */
const MOST_REPEATED = 3

function run(part: Part): Outcome {
  process.stdout.write(`\n── ${part.title} (npm run ${part.script})\n`)
  const started = performance.now()
  const seconds = (): number => (performance.now() - started) / 1000
  if (part.report === undefined) {
    const ok = runScript(part.script)
    return { part, ok, seconds: seconds(), report: oneCheck(ok), repeated: [] }
  }
  const file = new URL(part.report, cache)
  // A report of the run before must not be counted for one that died before writing its own.
  rmSync(file, { force: true })
  const ok = runScript(part.script)
  const report = readReport(file)
  // A counted part can fail as a whole too: a crash, or a run that claims success without a single test.
  const broken = (!ok || report.passed === 0) && report.failed === 0
  const first = { ...report, failed: report.failed + (broken ? 1 : 0) }
  if (first.failed === 0) return { part, ok: true, seconds: seconds(), report: first, repeated: [] }

  // Processes, threads and deadlines on a machine that others use too: what fails is tried again, alone, and named.
  const { failedFiles, failures } = first
  if (failedFiles.length === 0 || failedFiles.length > MOST_REPEATED)
    return { part, ok: false, seconds: seconds(), report: first, repeated: [] }
  process.stdout.write(`\nagain, alone: ${failedFiles.join(', ')}\n`)
  rmSync(file, { force: true })
  const passed = runScript(part.script, ['--no-file-parallelism', ...failedFiles])
  const again = readReport(file)
  if (!passed || again.failed > 0 || again.passed === 0)
    return { part, ok: false, seconds: seconds(), report: first, repeated: [] }
  const all = { ...first, passed: first.passed + first.failed, failed: 0, failures: [] }
  return { part, ok: true, seconds: seconds(), report: all, repeated: failures }
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
for (const { part, ok, seconds, report } of outcomes) {
  const more = part.report === undefined ? '' : `  ${report.passed} passed, ${report.failed} failed`
  process.stdout.write(
    `${ok ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s  ${part.title}${more}\n`,
  )
}
const total = addCounts(outcomes.map(({ report }) => report))
const failed = outcomes.filter(({ ok }) => !ok)
if (failed.length > 0) process.stdout.write(`\nfailed: ${failed.map(({ part }) => part.script).join(', ')}\n`)
// At the very end, where a shortened log still shows them.
const lines = (title: string, all: readonly string[]): void => {
  if (all.length > 0) process.stdout.write(`\n${title}:\n${all.map((line) => `  ${line}\n`).join('')}`)
}
lines(
  'failures',
  failed.flatMap(({ report }) => report.failures.slice(0, 10)),
)
lines(
  'passed only when run again, alone',
  outcomes.flatMap(({ repeated }) => repeated),
)
// .ci/run prints this as its last line.
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
writeFileSync(new URL('summary.txt', cache), `${total.passed} passed, ${total.failed} failed${skipped}\n`)
process.exitCode = failed.length > 0 ? 1 : 0
