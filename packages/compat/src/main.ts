/**
 * Packs the published packages, installs the tarballs into scratch projects and runs those on every supported Node,
 * also bundled, and on Bun and Deno.
 * Leaves its counts in .cache/packed.json for `npm test`. `--keep` leaves the scratch projects.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { packAll } from '../../../scripts/pack.ts'
import { rootFolder } from '../../../scripts/workspace.ts'
import { createBundleCases } from './bundle-cases.ts'
import { compileTypeScript, createCases } from './cases.ts'
import { nodes } from './nodes.ts'
import { createRuntimeCases, createRuntimes } from './runtimes.ts'
import { createScratch } from './scratch.ts'
import { createVitestCases } from './vitest-cases.ts'

/** A build that hangs fails every case by its deadline: a few of those tell all there is to know. */
const mostFailures = 6

const counts = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []

const scratch = createScratch(packAll())
try {
  compileTypeScript(scratch)
  const onNode = [
    ...createCases(scratch),
    ...(await createBundleCases(scratch)),
    ...createVitestCases(scratch),
  ]
  const engines = [
    ...nodes.map(({ major, path }) => ({ name: `Node ${major}`, path, cases: onNode })),
    ...createRuntimes(scratch).map((runtime) => ({ ...runtime, cases: createRuntimeCases(scratch) })),
  ]
  for (const { name, path, cases } of engines) {
    if (path === undefined) {
      counts.skipped += cases.length
      process.stdout.write(
        `${name}: skipped, the registry has no build for ${process.platform}-${process.arch}\n`,
      )
      continue
    }
    const started = performance.now()
    const passedBefore = counts.passed
    for (const one of cases) {
      if (counts.failed >= mostFailures) {
        counts.skipped += 1
        continue
      }
      const reason = await one.run(path)
      if (reason === undefined) counts.passed += 1
      else {
        counts.failed += 1
        failures.push(`${name}: ${one.title}: ${reason}`)
        process.stdout.write(`FAILED  ${failures.at(-1)}\n`)
      }
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(`${name}: ${counts.passed - passedBefore} of ${cases.length} in ${seconds} s\n`)
  }
} finally {
  mkdirSync(`${rootFolder}.cache`, { recursive: true })
  writeFileSync(`${rootFolder}.cache/packed.json`, JSON.stringify({ ...counts, failures }))
  if (process.argv.includes('--keep')) process.stdout.write(`scratch projects kept in ${scratch.plain}\n`)
  else scratch.remove()
}
process.exitCode = counts.failed > 0 ? 1 : 0
