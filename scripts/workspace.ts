import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A package of the workspace that is published. */
export interface PublicPackage {
  readonly name: string
  readonly version: string
  readonly folder: string
  /** Package names its public types may import. */
  readonly peers: readonly string[]
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly peerDependencies?: Readonly<Record<string, string>>
}

export const rootFolder = fileURLToPath(new URL('..', import.meta.url))

export function publicPackages(): readonly PublicPackage[] {
  const parent = `${rootFolder}packages`
  return readdirSync(parent)
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(`${folder}/package.json`))
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest,
    }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ folder, manifest }) => ({
      folder,
      name: manifest.name,
      version: manifest.version,
      peers: Object.keys(manifest.peerDependencies ?? {}),
    }))
}
