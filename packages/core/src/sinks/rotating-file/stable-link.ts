import { codeOf } from '../descriptor-target.ts'
import type { FileSystem } from './file-system.ts'
import { linkNameOf } from './file-names.ts'
import type { LogDirectory } from './log-directory.ts'

/** `symlink`: one name that always leads to the newest file. Where several processes share it, to that of the last one. */
export class StableLink {
  readonly #fs: FileSystem
  readonly #directory: LogDirectory
  readonly #name: string

  constructor(fs: FileSystem, directory: LogDirectory, name: string) {
    this.#fs = fs
    this.#directory = directory
    this.#name = name
  }

  /** Readers find the old target or the new one. Error: also when the name is taken by anything but a symbolic link. */
  leadTo(target: string): void {
    const path = this.#directory.pathOf(this.#name)
    if (!this.#mayReplace(path)) throw new Error(`${path} is not a symbolic link`)
    const next = this.#directory.pathOf(linkNameOf(target))
    this.#fs.symlinkSync(target, next)
    this.#fs.renameSync(next, path)
  }

  #mayReplace(path: string): boolean {
    try {
      return this.#fs.lstatSync(path).isSymbolicLink()
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return true
      throw error
    }
  }
}
