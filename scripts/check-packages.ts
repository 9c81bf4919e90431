/** What is published, judged as a user gets it: contents of the tarball, publint, are-the-types-wrong. */
import { execFileSync, spawnSync } from 'node:child_process'
import { packAll, type Tarball } from './pack.ts'
import { rootFolder } from './workspace.ts'

const allowed = /^package\/(dist\/[^/]+\.(mjs|cjs|d\.mts|d\.cts)|package\.json|README\.md|LICENSE|NOTICE)$/
const needed = ['package/package.json', 'package/README.md', 'package/LICENSE', 'package/NOTICE']

function contents({ name, file }: Tarball): readonly string[] {
  const files = execFileSync('tar', ['-tzf', file], { encoding: 'utf8' }).trim().split('\n')
  return [
    ...files.filter((path) => !allowed.test(path)).map((path) => `${name}: ${path} must not be published`),
    ...needed
      .filter((path) => !files.includes(path))
      .map((path) => `${name}: ${path} is missing from the tarball`),
  ]
}

function tool(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { cwd: rootFolder, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
}

const problems = packAll().flatMap((tarball) => {
  const found = [...contents(tarball)]
  if (!tool('publint', ['run', tarball.file, '--strict'])) found.push(`${tarball.name}: publint`)
  // node10 resolution knows no "exports": './testing' cannot be served there.
  if (!tool('attw', [tarball.file, '--profile', 'node16'])) found.push(`${tarball.name}: are-the-types-wrong`)
  return found
})
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length > 0 ? 1 : 0
