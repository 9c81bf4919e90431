/**
 * Scratch projects outside the workspace, where nothing but the installed tarballs can be found:
 *
 *   <temp>/plain/node_modules/fapilog      as published
 *   <temp>/plain/{esm,cjs,jest,ts5.6,ts7}  projects that resolve it from their parent
 *   <temp>/threadless/…                    the same, dist/thread.cjs deleted: the inlined text must serve
 *   <temp>/marked/…                        the same, dist/thread.cjs says on stderr that it is what runs
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

/** Written to stderr by the thread of the marked project. */
export const threadMark = 'started from dist/thread.cjs\n'

/** The store holds hard links of this file, so it is replaced, never written into. */
function replaceThread(folder: string, change: (text: string) => string | undefined): void {
  const file = join(folder, 'node_modules/fapilog/dist/thread.cjs')
  const text = change(readFileSync(file, 'utf8'))
  rmSync(file)
  if (text !== undefined) writeFileSync(file, text)
}

export interface Scratch {
  readonly plain: string
  readonly threadless: string
  readonly marked: string
  remove(): void
}

export function createScratch(tarballs: readonly Tarball[]): Scratch {
  const root = mkdtempSync(join(tmpdir(), 'fapilog-packed-'))
  const plain = join(root, 'plain')
  const threadless = join(root, 'threadless')
  const marked = join(root, 'marked')
  for (const folder of [plain, threadless, marked]) {
    install(folder, tarballs)
    for (const project of ['esm', 'cjs'])
      cpSync(join(projects, project), join(folder, project), { recursive: true })
  }
  cpSync(join(projects, 'jest'), join(plain, 'jest'), { recursive: true })
  for (const version of ['5.6', '7']) {
    cpSync(join(projects, 'typescript'), join(plain, `ts${version}`), { recursive: true })
  }
  replaceThread(threadless, () => undefined)
  const mark = `require('node:fs').writeSync(2, ${JSON.stringify(threadMark)})\n`
  replaceThread(marked, (text) => mark + text)
  return { plain, threadless, marked, remove: () => rmSync(root, { recursive: true, force: true }) }
}
