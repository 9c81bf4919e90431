import { constants } from 'node:fs'
import type { FileSystem } from './file-system.ts'
import { refuseForeign } from './foreign-file.ts'
import type { Host } from './host.ts'
import { readFully } from './torn-tail.ts'

/** Compressed in one go: some 3 ms. */
const SLICE = 512 * 1024
const LEVEL = 5
const OWNER_ONLY = 0o600
const SAFELY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
/** Magic, deflate, no flags, no time, no extra flags, Unix. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3)
/** An empty last block: every slice before it ends on a byte, without being the last. */
const LAST_BLOCK = Uint8Array.of(3, 0)

export interface GzipPaths {
  readonly log: string
  readonly part: string
  readonly gzip: string
}

/**
 * Turns a complete log into a `.gz`, one slice a `step()`, by calls that need no thread of libuv's pool. The `.gz` appears
 * whole and on the disk, and only then does the log go: a process killed in between leaves at worst both, or a `.part`.
 */
export class GzipJob {
  readonly #fs: FileSystem
  readonly #held: Set<string>
  readonly #paths: GzipPaths
  readonly #source: number
  readonly #target: number
  readonly #ino: number
  readonly #size: number
  readonly #mtimeMs: number
  readonly #slice: Buffer
  // Loaded only where files are compressed.
  readonly #zlib = process.getBuiltinModule('node:zlib')
  #read = 0
  #crc = 0
  #open = true

  /** Error: that of the system call, or that the log is none of ours. */
  constructor({ fs, held }: Pick<Host, 'fs' | 'held'>, paths: GzipPaths) {
    this.#fs = fs
    this.#held = held
    this.#paths = paths
    this.#source = fs.openSync(paths.log, constants.O_RDONLY | SAFELY)
    try {
      const stats = fs.fstatSync(this.#source)
      refuseForeign(paths.log, stats)
      this.#ino = stats.ino
      this.#size = stats.size
      this.#mtimeMs = stats.mtimeMs
      this.#slice = Buffer.allocUnsafeSlow(Math.min(SLICE, stats.size))
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | SAFELY
      this.#target = fs.openSync(paths.part, flags, OWNER_ONLY)
    } catch (error) {
      fs.closeSync(this.#source)
      throw error
    }
    held.add(paths.part)
    this.#attempt(() => {
      fs.fchmodSync(this.#target, OWNER_ONLY)
      this.#write(HEADER)
    })
  }

  /** The bytes written this time, and whether the job is done. Error: the part is gone and the log is as it was. */
  step(): { readonly bytes: number; readonly done: boolean } {
    return this.#attempt(() => {
      if (this.#read < this.#size) return { bytes: this.#compressSlice(), done: false }
      const bytes = this.#finish()
      return { bytes, done: true }
    })
  }

  /** Gives up: the part is removed. */
  abort(): void {
    if (!this.#open) return
    this.#close()
    this.#fs.unlinkSync(this.#paths.part)
  }

  #compressSlice(): number {
    const slice = this.#slice.subarray(0, Math.min(SLICE, this.#size - this.#read))
    readFully(this.#fs, this.#source, slice, this.#read)
    this.#read += slice.byteLength
    this.#crc = this.#zlib.crc32(slice, this.#crc)
    const finishFlush = this.#zlib.constants.Z_SYNC_FLUSH
    return this.#write(this.#zlib.deflateRawSync(slice, { level: LEVEL, finishFlush }))
  }

  #finish(): number {
    const trailer = Buffer.alloc(8)
    trailer.writeUInt32LE(this.#crc, 0)
    trailer.writeUInt32LE(this.#size % 2 ** 32, 4)
    const bytes = this.#write(LAST_BLOCK) + this.#write(trailer)
    // Retention goes by the time of the last record, not by that of the compression.
    this.#fs.futimesSync(this.#target, this.#mtimeMs / 1000, this.#mtimeMs / 1000)
    this.#fs.fsyncSync(this.#target)
    // Throws when retention removed the log meanwhile: the .gz would bring it back.
    const { ino, size } = this.#fs.lstatSync(this.#paths.log)
    if (ino !== this.#ino || size !== this.#size) throw new Error(`${this.#paths.log} was not complete`)
    this.#fs.renameSync(this.#paths.part, this.#paths.gzip)
    this.#close()
    this.#fs.unlinkSync(this.#paths.log)
    return bytes
  }

  #write(bytes: Uint8Array): number {
    for (let at = 0; at < bytes.byteLength;) {
      const taken = this.#fs.writeSync(this.#target, bytes, at, bytes.byteLength - at)
      if (taken === 0) throw new Error('the file takes no more bytes')
      at += taken
    }
    return bytes.byteLength
  }

  #attempt<T>(run: () => T): T {
    try {
      return run()
    } catch (error) {
      try {
        this.abort()
      } catch {
        // The next sweep finds it.
      }
      throw error
    }
  }

  #close(): void {
    this.#open = false
    this.#held.delete(this.#paths.part)
    this.#fs.closeSync(this.#source)
    this.#fs.closeSync(this.#target)
  }
}

/** Of the file inside, modulo 4 GiB, as the last four bytes of a `.gz` say; undefined when it has none. */
export function unpackedSize(fs: FileSystem, path: string): number | undefined {
  const fd = fs.openSync(path, constants.O_RDONLY | SAFELY)
  try {
    const { size } = fs.fstatSync(fd)
    if (size < HEADER.byteLength + 8) return undefined
    const last = Buffer.alloc(4)
    readFully(fs, fd, last, size - 4)
    return last.readUInt32LE()
  } finally {
    fs.closeSync(fd)
  }
}
