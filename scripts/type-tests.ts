/**
 * Compiles the test-types folder of each package, which use the built public types as an application does, on the oldest and the newest
 * TypeScript that is supported. What must not compile stands there under `@ts-expect-error`.
 */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { rootFolder } from './workspace.ts'

const compilers = [
  { version: '5.6', path: 'node_modules/typescript-5.6/bin/tsc' },
  { version: '7', path: 'node_modules/typescript/bin/tsc' },
]
const projects = globSync('packages/*/test-types/tsconfig*.json', { cwd: rootFolder })
if (projects.length === 0) throw new Error('no packages/*/test-types/tsconfig*.json found')

for (const project of projects) {
  for (const { version, path } of compilers) {
    const { status } = spawnSync(process.execPath, [path, '-p', project], {
      cwd: rootFolder,
      stdio: 'inherit',
    })
    process.stdout.write(`${status === 0 ? 'ok' : 'FAILED'}  ${project} on TypeScript ${version}\n`)
    if (status !== 0) process.exitCode = 1
  }
}
