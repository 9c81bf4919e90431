/**
 * Scratch projects outside the workspace, where nothing but the installed tarballs can be found:
 *
 *   <temp>/plain/node_modules/fapilog      as published
 *   <temp>/plain/{esm,cjs,jest,ts5.6,ts7}  projects that resolve it from their parent
 *   <temp>/threadless/…                    the same, dist/thread.mjs deleted: the inlined text must serve
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Tarball } from '../../../scripts/pack.ts'

const projects = fileURLToPath(new URL('../projects/', import.meta.url))

/** pnpm's layout hides what a package forgot to declare; the store already holds all but its registry's page. */
function install(folder: string, tarballs: readonly Tarball[]): void {
  const dependencies = Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]))
  // A package that depends on a sibling must get the sibling's tarball, not what the registry has under that name.
  const overrides = Object.entries(dependencies).map(([name, file]) => `  '${name}': '${file}'\n`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'scratch', private: true, dependencies }),
  )
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), `overrides:\n${overrides.join('')}`)
  execFileSync(
    'pnpm',
    ['install', '--prefer-offline', '--prod', '--no-frozen-lockfile', '--reporter=append-only'],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
}

export interface Scratch {
  readonly plain: string
  readonly threadless: string
  remove(): void
}

export function createScratch(tarballs: readonly Tarball[]): Scratch {
  const root = mkdtempSync(join(tmpdir(), 'fapilog-packed-'))
  const plain = join(root, 'plain')
  const threadless = join(root, 'threadless')
  for (const folder of [plain, threadless]) {
    install(folder, tarballs)
    for (const project of ['esm', 'cjs'])
      cpSync(join(projects, project), join(folder, project), { recursive: true })
  }
  cpSync(join(projects, 'jest'), join(plain, 'jest'), { recursive: true })
  for (const version of ['5.6', '7']) {
    cpSync(join(projects, 'typescript'), join(plain, `ts${version}`), { recursive: true })
  }
  // The store's copy stays: this removes one of its hard links.
  rmSync(join(threadless, 'node_modules/fapilog/dist/thread.mjs'))
  return { plain, threadless, remove: () => rmSync(root, { recursive: true, force: true }) }
}
