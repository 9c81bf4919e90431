import { codeOf } from '../descriptor-target.ts'
import { refuseForeign } from './foreign-file.ts'
import type { Host } from './host.ts'
import { STALE_MS } from './inventory.ts'
import type { LogDirectory } from './log-directory.ts'
import { LogFile } from './log-file.ts'
import type { StampedNames } from './stamped-names.ts'
import { parseWriter, printWriter, sameWriter, type Writer } from './writer.ts'

/** The process that had the name before: there was none, it is gone for sure, or perhaps not. */
type Before = { readonly writer: Writer; readonly gone: boolean } | 'nobody' | 'us'

/**
 * `activeName`: one name for the file being written. It belongs to one writer at a time, the one that the symbolic link
 * `.<activeName>.owner` names in its text; nobody follows that link. The first one keeps it while it lives, others get
 * stamped names. When nobody can tell whether an owner on another machine lives, its file is moved aside and not
 * written to: the owner notices before its next batch, and two never write one file.
 */
export class FixedName {
  readonly #directory: LogDirectory
  readonly #stamped: StampedNames
  readonly #host: Host
  readonly #name: string
  readonly #owner: string

  constructor(name: string, directory: LogDirectory, stamped: StampedNames, host: Host) {
    this.#directory = directory
    this.#stamped = stamped
    this.#host = host
    this.#name = name
    this.#owner = `.${name}.owner`
  }

  /** Null: another writer has the name. Error: also when what has it is no log file of ours. */
  open(current: LogFile | null): LogFile | null {
    const path = this.#directory.pathOf(this.#name)
    // Another sink of this thread has it.
    if (this.#host.held.has(path) && current?.path !== path) return null
    const before = this.#claim(path)
    if (before === null) return null
    const { fs, writer } = this.#host
    const stats = this.#stat(path)
    if (stats === undefined) return LogFile.create(this.#host, path)
    refuseForeign(path, stats)
    // Empty ones are what logrotate makes after it moved ours away.
    const goOn = before === 'nobody' || (before === 'us' ? stats.size === 0 : before.gone)
    if (current?.isAt(path)) current.moveTo(this.#stamped.free(writer))
    else if (goOn) return LogFile.resume(this.#host, path)
    else fs.renameSync(path, this.#stamped.free(before === 'us' ? writer : before.writer))
    return LogFile.create(this.#host, path)
  }

  /** False: it was moved or deleted, or the name has another owner. */
  isStillOurs(file: LogFile): boolean {
    return (
      file.isAt(this.#directory.pathOf(this.#name)) && this.#readOwner() === printWriter(this.#host.writer)
    )
  }

  release(): void {
    if (this.#readOwner() === printWriter(this.#host.writer)) {
      this.#host.fs.unlinkSync(this.#directory.pathOf(this.#owner))
    }
  }

  #claim(path: string): Before | null {
    const { fs, writer } = this.#host
    const ownerPath = this.#directory.pathOf(this.#owner)
    const text = this.#readOwner()
    const owner = text === undefined ? undefined : parseWriter(text)
    if (owner !== undefined && sameWriter(owner, writer)) return 'us'
    const gone = owner === undefined || this.#isGone(owner, path)
    if (gone === false) return null
    if (text !== undefined) fs.unlinkSync(ownerPath)
    fs.symlinkSync(printWriter(writer), ownerPath)
    return owner === undefined ? 'nobody' : { writer: owner, gone: gone === true }
  }

  #isGone(owner: Writer, path: string): boolean | 'unknown' {
    if (owner.machine !== this.#host.writer.machine) {
      const stats = this.#stat(path)
      return stats === undefined || this.#host.now() - stats.mtimeMs > STALE_MS ? true : 'unknown'
    }
    const { alive, open } = this.#host.filesOf(owner.pid)
    return !alive || (open !== 'unknown' && !open.has(this.#name))
  }

  #readOwner(): string | undefined {
    try {
      return this.#host.fs.readlinkSync(this.#directory.pathOf(this.#owner))
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  }

  #stat(path: string) {
    try {
      return this.#host.fs.lstatSync(path)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  }
}
