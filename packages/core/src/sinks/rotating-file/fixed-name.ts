import type { Stats } from 'node:fs'
import { codeOf } from '../descriptor-target.ts'
import { refuseForeign } from './foreign-file.ts'
import type { Host } from './host.ts'
import { STALE_MS } from './inventory.ts'
import type { LogDirectory } from './log-directory.ts'
import { LogFile } from './log-file.ts'
import type { StampedNames } from './stamped-names.ts'
import { beganAfter } from './process-files.ts'
import { parseWriter, printWriter, sameWriter, type Writer } from './writer.ts'

/**
 * Who had the name before: a process that is gone for sure, or perhaps not; one that closed the file of that inode
 * number; nobody that we know of; or us.
 */
type Before =
  | { readonly writer: Writer; readonly gone: boolean }
  | { readonly closed: number }
  | 'nobody'
  | 'us'

const closedText = /^closed-(\d+)$/

/**
 * `activeName`: one name for the file being written. It belongs to one writer at a time, the one that the symbolic link
 * `.<activeName>.owner` names in its text; nobody follows that link. The first one keeps it while it lives, others get
 * stamped names. When nobody can tell whether an owner on another machine lives, its file is moved aside and not
 * written to: the owner notices before its next batch, and two never write one file.
 * Whoever closes the file leaves its inode number in the link: a file with something in it that none of us began is
 * another program's, and stays as it is.
 */
export class FixedName {
  readonly #directory: LogDirectory
  readonly #stamped: StampedNames
  readonly #host: Host
  readonly #name: string
  readonly #owner: string
  /** The inode number of the last file that had the name here. */
  #ino: number | undefined

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
    const text = this.#readOwner()
    const before = this.#before(text, path)
    if (before === null) return null
    const stats = this.#stat(path)
    if (stats !== undefined) {
      refuseForeign(path, stats)
      if (stats.size > 0 && !this.#isOurs(stats, before)) {
        throw new Error(`${path} was there before, and no sink of ours began it: move it away`)
      }
    }
    this.#claim(text)
    const file = this.#take(path, stats, before, current)
    this.#ino = file.ino
    return file
  }

  #take(path: string, stats: Stats | undefined, before: Before, current: LogFile | null): LogFile {
    const { fs, writer } = this.#host
    if (stats === undefined) return LogFile.create(this.#host, path)
    if (current?.isAt(path)) current.moveTo(this.#stamped.free(writer))
    else if (mayGoOn(stats, before)) return LogFile.resume(this.#host, path)
    else fs.renameSync(path, this.#stamped.free(ownerOf(before) ?? writer))
    return LogFile.create(this.#host, path)
  }

  /** False: it was moved or deleted, or the name has another owner. */
  isStillOurs(file: LogFile): boolean {
    return (
      file.isAt(this.#directory.pathOf(this.#name)) && this.#readOwner() === printWriter(this.#host.writer)
    )
  }

  release(): void {
    if (this.#readOwner() !== printWriter(this.#host.writer)) return
    const stats = this.#stat(this.#directory.pathOf(this.#name))
    if (stats?.ino === this.#ino && stats?.isFile()) this.#replaceOwner(`closed-${stats.ino}`)
    else this.#host.fs.unlinkSync(this.#directory.pathOf(this.#owner))
  }

  /** Null: a writer that lives. */
  #before(text: string | undefined, path: string): Before | null {
    if (text === undefined) return 'nobody'
    const [, closed] = closedText.exec(text) ?? []
    if (closed !== undefined) return { closed: Number(closed) }
    const owner = parseWriter(text)
    if (owner === undefined) return 'nobody'
    if (sameWriter(owner, this.#host.writer)) return 'us'
    const gone = this.#isGone(owner, path)
    return gone === false ? null : { writer: owner, gone: gone === true }
  }

  #isOurs(stats: Stats, before: Before): boolean {
    if (this.#ino === stats.ino) return true
    if (before === 'nobody') return false
    // After a restart under the same process id it is that of the one before us.
    if (before === 'us') return this.#ino === undefined
    return 'closed' in before ? before.closed === stats.ino : true
  }

  #claim(text: string | undefined): void {
    const wanted = printWriter(this.#host.writer)
    if (text === undefined) this.#host.fs.symlinkSync(wanted, this.#directory.pathOf(this.#owner))
    else if (text !== wanted) this.#replaceOwner(wanted)
  }

  /** In one step: without the link, a process that is killed here would leave a file that nobody began. */
  #replaceOwner(text: string): void {
    const { fs } = this.#host
    const next = this.#directory.pathOf(`${this.#owner}.next`)
    try {
      fs.unlinkSync(next)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
    }
    fs.symlinkSync(text, next)
    fs.renameSync(next, this.#directory.pathOf(this.#owner))
  }

  #isGone(owner: Writer, path: string): boolean | 'unknown' {
    const writtenAt = this.#stat(path)?.mtimeMs ?? Number.NEGATIVE_INFINITY
    const isStale = this.#host.now() - writtenAt > STALE_MS
    if (owner.machine !== this.#host.writer.machine) return isStale ? true : 'unknown'
    const files = this.#host.filesOf(owner.pid)
    if (!files.alive) return true
    return files.open === 'unknown' ? isStale && beganAfter(files, writtenAt) : !files.open.has(this.#name)
  }

  #readOwner(): string | undefined {
    try {
      return this.#host.fs.readlinkSync(this.#directory.pathOf(this.#owner))
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  }

  #stat(path: string): Stats | undefined {
    try {
      return this.#host.fs.lstatSync(path)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  }
}

/** The file of an owner that may live is not written to. Empty ones are what logrotate makes after it moved ours away. */
const mayGoOn = (stats: Stats, before: Before): boolean =>
  before === 'us' ? stats.size === 0 : before === 'nobody' || !('gone' in before) || before.gone

const ownerOf = (before: Before): Writer | undefined =>
  typeof before === 'object' && 'writer' in before ? before.writer : undefined
