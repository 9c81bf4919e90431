import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { publicPackages, rootFolder, type PublicPackage } from './workspace.ts'

export interface Tarball extends PublicPackage {
  /** Absolute path of the .tgz. */
  readonly file: string
}

/** Packs every published package as `pnpm publish` would, into .cache/packed. Needs built packages. */
export function packAll(): readonly Tarball[] {
  const target = `${rootFolder}.cache/packed`
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  return publicPackages().map((one) => {
    const file = `${target}/${one.name.replace('@', '').replace('/', '-')}-${one.version}.tgz`
    execFileSync('pnpm', ['pack', '--out', file], { cwd: one.folder, stdio: ['ignore', 'pipe', 'inherit'] })
    return { ...one, file }
  })
}
