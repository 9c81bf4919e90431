import { constants, type Stats } from 'node:fs'
import { basename } from 'node:path'
import { codeOf } from '../descriptor-target.ts'
import type { FileSystem } from './file-system.ts'
import { refuseForeign } from './foreign-file.ts'
import type { Host } from './host.ts'
import { lastLineEnd } from './line-ends.ts'
import { mendTail, readFully } from './torn-tail.ts'

const OWNER_ONLY = 0o600
const CHUNK = 65_536
const NEWLINE = 10
/** Never through a link, never waiting for the other end of a FIFO. Windows has neither flag. */
const FLAGS =
  constants.O_RDWR | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

type Around = Pick<Host, 'fs' | 'held'>

/** A failed append. What does not belong to a whole line was cut off again, if that was possible. */
export class AppendError extends Error {
  /** Where in the bytes the last line ends that is in the file. */
  readonly end: number
  /** False: half a line stands at the end of the file, so nothing may follow. */
  readonly whole: boolean

  constructor(end: number, whole: boolean, cause: unknown) {
    super('append failed', { cause })
    this.end = end
    this.whole = whole
  }
}

/** One open file of whole lines, ours alone. */
export class LogFile {
  #path: string
  readonly #fs: FileSystem
  readonly #held: Set<string>
  readonly #fd: number
  readonly #dev: number
  readonly #ino: number
  #size: number
  /** Milliseconds since 1970, of a file that was resumed with something in it. */
  readonly writtenAt: number | null
  /** Made by us, and not found. */
  readonly #begun: boolean
  #unsynced = false
  #closed = false

  private constructor(host: Around, path: string, fd: number, stats: Stats, begun: boolean) {
    this.#fs = host.fs
    this.#held = host.held
    this.#path = path
    this.#fd = fd
    this.#dev = stats.dev
    this.#ino = stats.ino
    this.#size = stats.size
    this.writtenAt = stats.size > 0 ? stats.mtimeMs : null
    this.#begun = begun
    this.#held.add(path)
  }

  /** Error: EEXIST when anything has that name, a link that leads nowhere included. */
  static create(host: Around, path: string): LogFile {
    return LogFile.#open(host, path, constants.O_CREAT | constants.O_EXCL)
  }

  /** Goes on with a file that an earlier process began. Its permissions are narrowed, and a torn tail is cut off. */
  static resume(host: Around, path: string): LogFile {
    return LogFile.#open(host, path, 0)
  }

  static #open(host: Around, path: string, how: number): LogFile {
    const { fs } = host
    const fd = fs.openSync(path, FLAGS | how, OWNER_ONLY)
    try {
      const stats = fs.fstatSync(fd)
      // What was made just now is ours, also where root may not be root (NFS).
      if (how === 0) refuseForeign(path, stats)
      if ((stats.mode & 0o777) !== OWNER_ONLY) fs.fchmodSync(fd, OWNER_ONLY)
      const file = new LogFile(host, path, fd, stats, how !== 0)
      if (stats.size > 0) file.#size = mendTail(fs, fd, stats.size)
      return file
    } catch (error) {
      host.held.delete(path)
      fs.closeSync(fd)
      throw error
    }
  }

  /** Where it was opened, or moved to by us. */
  get path(): string {
    return this.#path
  }

  get name(): string {
    return basename(this.#path)
  }

  get ino(): number {
    return this.#ino
  }

  /** Bytes. */
  get size(): number {
    return this.#size
  }

  /**
   * False: what is written would be lost, or lands in a file that is not this one, because it was deleted or somebody
   * closed our descriptor. Takes notice of others that cut it short or wrote into it.
   */
  check(): boolean {
    try {
      const stats = this.#fs.fstatSync(this.#fd)
      if (stats.ino !== this.#ino || stats.dev !== this.#dev || stats.nlink === 0) return false
      if (stats.size !== this.#size) this.#size = mendTail(this.#fs, this.#fd, stats.size)
      return true
    } catch {
      return false
    }
  }

  /** Whether it is (still) the file of that name. */
  isAt(path: string): boolean {
    try {
      const stats = this.#fs.lstatSync(path)
      return stats.ino === this.#ino && stats.dev === this.#dev
    } catch {
      return false
    }
  }

  /** Nothing may have that name. Error: that of the system call. */
  moveTo(path: string): void {
    this.#fs.renameSync(this.#path, path)
    this.#held.delete(this.#path)
    this.#held.add(path)
    this.#path = path
  }

  /** Appends whole lines. Error: `AppendError`. */
  append(bytes: Uint8Array, start: number, end: number): void {
    const before = this.#size
    let at = start
    try {
      while (at < end) {
        const taken = this.#fs.writeSync(this.#fd, bytes, at, Math.min(end - at, CHUNK))
        if (taken === 0) throw new Error('the file takes no more bytes')
        at += taken
      }
    } catch (cause) {
      this.#size = before + at - start
      const lines = lastLineEnd(bytes, start, at)
      throw new AppendError(lines, this.cutTo(before + lines - start), cause)
    } finally {
      if (at > start) this.#unsynced = true
    }
    this.#size = before + at - start
    if (this.#takeBackGlued(bytes.subarray(start, end))) this.append(bytes, start, end)
  }

  /**
   * True: somebody cut the file within a line between our last look at it and our write. What was written behind that
   * half line is cut off again, with it.
   */
  #takeBackGlued(written: Uint8Array): boolean {
    try {
      const { size } = this.#fs.fstatSync(this.#fd)
      const start = size - written.byteLength
      if (size === this.#size || start <= 0) return false
      const end = Buffer.alloc(written.byteLength + 1)
      readFully(this.#fs, this.#fd, end, start - 1)
      if (end[0] === NEWLINE || end.compare(written, 0, written.byteLength, 1) !== 0) return false
      const mended = mendTail(this.#fs, this.#fd, start)
      if (mended > start) return false // Not our format.
      this.#size = mended
      return true
    } catch {
      return false // The next look finds out more.
    }
  }

  /** Takes the end back. False: it could not be taken back. */
  cutTo(size: number): boolean {
    if (size === this.#size) return true
    try {
      this.#fs.ftruncateSync(this.#fd, size)
      this.#size = size
      return true
    } catch {
      return false
    }
  }

  get unsynced(): boolean {
    return this.#unsynced
  }

  /** Error: that of the system call. What was written since the last sync must then be taken for lost. */
  sync(): void {
    if (!this.#unsynced) return
    this.#fs.fdatasyncSync(this.#fd)
    this.#unsynced = false
  }

  /** Shows other machines that somebody still writes here. */
  touch(now: number): void {
    this.#fs.futimesSync(this.#fd, now / 1000, now / 1000)
  }

  /** A file without a line is removed, unless somebody else made it. Error: that of the system call; closed all the same. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#held.delete(this.#path)
    try {
      const stats = this.#fs.fstatSync(this.#fd)
      // A descriptor that somebody else closed may by now be a descriptor of theirs.
      if (stats.ino !== this.#ino || stats.dev !== this.#dev) return
      if (this.#begun && stats.size === 0 && this.isAt(this.#path)) this.#fs.unlinkSync(this.#path)
    } catch (error) {
      if (codeOf(error) === 'EBADF') return
      this.#fs.closeSync(this.#fd)
      throw error
    }
    this.#fs.closeSync(this.#fd)
  }
}
