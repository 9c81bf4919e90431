import { basename } from 'node:path'
import { codeOf } from '../descriptor-target.ts'
import type { FileSystem } from './file-system.ts'
import { linkNameOf } from './file-names.ts'
import type { LogDirectory } from './log-directory.ts'

/** `symlink`: one name that always leads to the newest file. Where several processes share it, to that of the last one. */
export class StableLink {
  readonly #fs: FileSystem
  readonly #directory: LogDirectory
  readonly #name: string
  /** Where we had it lead last, and where it led before we came. */
  #target: string | undefined
  #before: string | undefined

  constructor(fs: FileSystem, directory: LogDirectory, name: string) {
    this.#fs = fs
    this.#directory = directory
    this.#name = name
  }

  /** Readers find the old target or the new one. Error: also when the name is taken by anything but a symbolic link. */
  leadTo(target: string): void {
    const path = this.#directory.pathOf(this.#name)
    if (!this.#mayReplace(path)) throw new Error(`${path} is not a symbolic link`)
    if (this.#target === undefined) this.#before = this.#read(path)
    const next = this.#directory.pathOf(linkNameOf(target))
    this.#fs.symlinkSync(target, next)
    this.#fs.renameSync(next, path)
    this.#target = target
  }

  /**
   * At the end, when the newest file may have been removed because it is empty: leads to `previous`, or where it led
   * before we came, whichever is still there. Gone when neither is: readers find out what that means at once.
   */
  leadBack(previous: string | undefined): void {
    const path = this.#directory.pathOf(this.#name)
    const target = this.#read(path)
    // Another process has it lead to a file of its own.
    if (target === undefined || target !== this.#target || this.#isThere(target)) return
    const back = [previous, this.#before].find((name) => name !== undefined && this.#isThere(name))
    if (back === undefined) this.#fs.unlinkSync(path)
    else this.leadTo(back)
  }

  #isThere(name: string): boolean {
    try {
      return basename(name) === name && this.#fs.lstatSync(this.#directory.pathOf(name)).isFile()
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    }
  }

  #read(path: string): string | undefined {
    try {
      return this.#fs.readlinkSync(path)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
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
