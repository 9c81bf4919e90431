import { constants } from 'node:fs'
import { codeOf } from '../descriptor-target.ts'
import { gzipNameOf } from './file-names.ts'
import { unpackedSize } from './gzip-job.ts'
import { refuseForeign } from './foreign-file.ts'
import type { Host } from './host.ts'
import type { Inventory, ManagedFile } from './inventory.ts'
import { expired, type RetentionLimits } from './retention.ts'
import { mendTail } from './torn-tail.ts'
import { printWriter } from './writer.ts'

/** What is left after a sweep. */
export interface Swept {
  /** Bytes of all files but the one being written here. */
  readonly bytes: number
  /** Names of logs that nobody else will compress, oldest first. */
  readonly compressible: readonly string[]
  /** The first thing that failed; the rest was done all the same. */
  readonly error?: unknown
}

/** Puts a directory in order: what killed processes left behind, and what the limits do not allow to stay. */
export class Sweeper {
  readonly #inventory: Inventory
  readonly #limits: RetentionLimits & { readonly compress: boolean }
  readonly #host: Host
  /** Logs whose end was looked at. */
  #mended: ReadonlySet<string> = new Set()

  constructor(inventory: Inventory, limits: RetentionLimits & { readonly compress: boolean }, host: Host) {
    this.#inventory = inventory
    this.#limits = limits
    this.#host = host
  }

  /** `active` is what is being written here, `reserved` its bytes. Error: that of reading the directory. */
  sweep(active: string | null, reserved: number): Swept {
    let files = this.#inventory.take().filter((file) => file.path !== active)
    const errors: unknown[] = []
    const remove = (gone: readonly ManagedFile[]): void => {
      const removed = new Set(gone.filter((file) => this.#remove(file, errors)))
      files = files.filter((file) => !removed.has(file))
    }
    remove(this.#leftovers(files, errors))
    this.#mend(files, errors)
    remove(expired(files, this.#limits, this.#host.now(), reserved))
    return {
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      compressible: this.#limits.compress ? this.#compressible(files) : [],
      error: errors[0],
    }
  }

  #leftovers(files: readonly ManagedFile[], errors: unknown[]): ManagedFile[] {
    const gzips = new Map(files.filter(({ kind }) => kind === 'gzip').map((file) => [file.name, file]))
    return files.filter((file) => {
      if (file.standing !== 'free' || file.kind === 'gzip') return false
      if (file.kind !== 'log' || file.bytes === 0) return true
      const gzip = gzips.get(gzipNameOf(file.name))
      // The process was killed between the rename and the removal. A .gz made by hand may not be complete yet.
      return gzip !== undefined && attempt(errors, () => this.#holds(gzip, file)) === true
    })
  }

  #holds(gzip: ManagedFile, log: ManagedFile): boolean {
    return unpackedSize(this.#host.fs, gzip.path) === log.bytes % 2 ** 32
  }

  /** Only the log that a process wrote last can have been cut short. */
  #mend(files: readonly ManagedFile[], errors: unknown[]): void {
    const last = new Map<string, ManagedFile>()
    for (const file of files) {
      if (file.kind !== 'log' || file.standing !== 'free' || !file.ours) continue
      const writer = printWriter(file.writer)
      if (file.mtimeMs >= (last.get(writer)?.mtimeMs ?? 0)) last.set(writer, file)
    }
    const ends = [...last.values()]
    for (const file of ends) {
      if (!this.#mended.has(file.name)) attempt(errors, () => this.#mendFile(file))
    }
    this.#mended = new Set(ends.map(({ name }) => name))
  }

  #mendFile({ path, mtimeMs }: ManagedFile): void {
    const { fs } = this.#host
    const flags =
      constants.O_RDWR | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
    const fd = fs.openSync(path, flags)
    try {
      const stats = fs.fstatSync(fd)
      refuseForeign(path, stats)
      const { size } = stats
      // Its age stays that of its last record.
      if (mendTail(fs, fd, size) === size) return
      this.#inventory.forget()
      fs.futimesSync(fd, mtimeMs / 1000, mtimeMs / 1000)
    } finally {
      fs.closeSync(fd)
    }
  }

  #remove({ path }: ManagedFile, errors: unknown[]): boolean {
    return (
      attempt(errors, () => {
        this.#host.fs.unlinkSync(path)
        return true
      }) ?? false
    )
  }

  #compressible(files: readonly ManagedFile[]): string[] {
    const begun = new Set(files.filter(({ kind }) => kind === 'part').map(({ log }) => log))
    const done = new Set(files.filter(({ kind }) => kind === 'gzip').map(({ log }) => log))
    return files
      .filter(
        ({ kind, standing, ours, name }) =>
          kind === 'log' && standing === 'free' && ours && !begun.has(name) && !done.has(name),
      )
      .toSorted((a, b) => a.mtimeMs - b.mtimeMs)
      .map(({ name }) => name)
  }
}

/** undefined: it failed. What another process removed first needs no mention. */
function attempt<T>(errors: unknown[], run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') errors.push(error)
    return undefined
  }
}
