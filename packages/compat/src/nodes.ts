import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A Node to run on; `path` is undefined where the registry has no build for this machine. */
export interface NodeVersion {
  readonly major: number
  readonly path: string | undefined
}

// Each of these packages claims the command `node`, so they are called by path. 20 is the floor of "engines", exactly.
export const nodes: readonly NodeVersion[] = [20, 22, 24, 26].map((major) => {
  const path = fileURLToPath(
    new URL(`../node_modules/node-${major}-${process.arch}/bin/node`, import.meta.url),
  )
  return { major, path: process.platform === 'linux' && existsSync(path) ? path : undefined }
})
