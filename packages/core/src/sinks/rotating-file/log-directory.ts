import { dirname, join } from 'node:path'
import { codeOf } from '../descriptor-target.ts'
import type { FileSystem } from './file-system.ts'

const OWNER_ONLY = 0o700

/**
 * Where the files are. Links on the way to it are the administrator's and followed once, at the start. From then on the
 * resolved place must be a directory: one that was replaced by a link is refused, one that was deleted is made again.
 */
export class LogDirectory {
  readonly #fs: FileSystem
  readonly #wanted: string
  #path: string | undefined

  constructor(fs: FileSystem, wanted: string) {
    this.#fs = fs
    this.#wanted = wanted
  }

  /** Error: that of the system call, or that something else is there. */
  ensure(): void {
    if (this.#path === undefined) {
      this.#make(this.#wanted)
      this.#path = this.#fs.realpathSync(this.#wanted)
    }
    if (this.#isDirectory(this.#path)) return
    this.#make(this.#path)
    if (!this.#isDirectory(this.#path)) throw new Error(`${this.#path} is not a directory`)
  }

  pathOf(name: string): string {
    return join(this.#path ?? this.#wanted, name)
  }

  /** So that a new name survives a power failure. */
  sync(): void {
    const fd = this.#fs.openSync(this.pathOf('.'), 'r')
    try {
      this.#fs.fsyncSync(fd)
    } finally {
      this.#fs.closeSync(fd)
    }
  }

  #isDirectory(path: string): boolean {
    try {
      return this.#fs.lstatSync(path).isDirectory()
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    }
  }

  /** As `mkdir -p`, but every directory made here is 0700 whatever the umask is, so that the next one can be made. */
  #make(path: string): void {
    try {
      this.#makeOne(path)
    } catch (error) {
      const parent = dirname(path)
      if (codeOf(error) !== 'ENOENT' || parent === path) throw error
      this.#make(parent)
      this.#makeOne(path)
    }
  }

  /** Several processes that start together all make the same directories: whoever comes later finds them there. */
  #makeOne(path: string): void {
    try {
      this.#fs.mkdirSync(path, OWNER_ONLY)
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return
      throw error
    }
    this.#fs.chmodSync(path, OWNER_ONLY)
  }
}
