import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

type Target = string | null | readonly Target[] | { readonly [condition: string]: Target }

/** What `import` accepts, in any order: the package's own order decides. */
const CONDITIONS: ReadonlySet<string> = new Set(['node', 'import', 'module-sync', 'default'])

/**
 * The file that `import name` gives in the file `from`. `import.meta.resolve` knows no other file than its own, and
 * `require.resolve` no package that can only be imported: so those are read here.
 */
export const resolvePackage = (name: string, from: string): string => {
  const require = createRequire(from)
  for (const [folder, subpath] of candidates(name, require.resolve.paths(name) ?? [])) {
    const manifest = join(folder, 'package.json')
    if (!existsSync(manifest)) continue
    const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly exports?: Target }
    if (exports === undefined) break
    const file = pick(entryOf(exports, subpath))
    if (file !== undefined) return join(folder, file)
    break
  }
  // Without `exports`, with patterns in them, or not there at all: its own error says it best.
  return require.resolve(name)
}

const candidates = (name: string, folders: readonly string[]): [folder: string, subpath: string][] => {
  const parts = name.split('/')
  const length = name.startsWith('@') ? 2 : 1
  const subpath = ['.', ...parts.slice(length)].join('/')
  return folders.map((folder) => [join(folder, ...parts.slice(0, length)), subpath])
}

const entryOf = (exports: Target, subpath: string): Target | undefined => {
  const hasPaths =
    typeof exports === 'object' && exports !== null && Object.keys(exports).some((key) => key.startsWith('.'))
  if (!hasPaths) return subpath === '.' ? exports : undefined
  return (exports as Readonly<Record<string, Target>>)[subpath]
}

const pick = (target: Target | undefined): string | undefined => {
  if (typeof target === 'string') return target
  if (typeof target !== 'object' || target === null) return undefined
  if (Array.isArray(target)) return firstOf(target as readonly Target[])
  return firstOf(
    Object.entries(target).map(([condition, nested]) => (CONDITIONS.has(condition) ? nested : null)),
  )
}

const firstOf = (targets: readonly Target[]): string | undefined => {
  for (const target of targets) {
    const found = pick(target)
    if (found !== undefined) return found
  }
  return undefined
}
