import { cpSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const core = fileURLToPath(new URL('..', import.meta.url))

/** Copies the built package into a folder, without the file of its thread. Returns what programs take as `TEST_ENTRY`. */
export function copyWithoutThread(folder: string): string {
  cpSync(join(core, 'dist'), folder, { recursive: true })
  rmSync(join(folder, 'thread.cjs'))
  return pathToFileURL(join(folder, 'index.mjs')).href
}

/** The same of the sources. In the built package the text is part of the file that starts it; these have none. */
export function copySourcesWithoutThread(folder: string): string {
  cpSync(join(core, 'src'), join(folder, 'src'), { recursive: true })
  symlinkSync(join(core, 'node_modules'), join(folder, 'node_modules'), 'junction')
  rmSync(join(folder, 'src/pipeline/thread-entry.ts'))
  return pathToFileURL(join(folder, 'src/index.ts')).href
}
