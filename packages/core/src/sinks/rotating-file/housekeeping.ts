import type { ActiveFile } from './active-file.ts'
import { Compressor } from './compressor.ts'
import type { FileNames } from './file-names.ts'
import type { Host } from './host.ts'
import { Inventory } from './inventory.ts'
import type { LogDirectory } from './log-directory.ts'
import type { RotatingFileOptions } from './options.ts'
import { Sweeper } from './sweeper.ts'
import type { Trouble } from './trouble.ts'

/** When a sweep did not make room, the next one will not either: other processes are writing all that. */
const FUTILE_MS = 1000

/** Retention and compression, and the bytes that may still be written. Never throws. */
export class Housekeeping {
  readonly #sweeper: Sweeper
  readonly #compressor: Compressor | null
  readonly #active: ActiveFile
  readonly #maxTotalBytes: number
  readonly #host: Host
  readonly #trouble: Trouble
  /** Bytes of all files but the active one. Not known before the first sweep. */
  #others = Number.POSITIVE_INFINITY
  #futileUntil = 0
  /** Whether there is anything to do beside mending what killed processes left behind. */
  readonly isNeeded: boolean

  constructor(
    options: RotatingFileOptions,
    directory: LogDirectory,
    names: FileNames,
    active: ActiveFile,
    host: Host,
    trouble: Trouble,
  ) {
    const { maxFiles, maxTotalBytes, maxAge, compress } = options
    this.#sweeper = new Sweeper(new Inventory(directory, names, host), options, host)
    this.#compressor = compress
      ? new Compressor(directory, host, trouble, (bytes) => this.#grew(bytes))
      : null
    this.#active = active
    this.#maxTotalBytes = maxTotalBytes ?? Number.POSITIVE_INFINITY
    this.#host = host
    this.#trouble = trouble
    this.isNeeded = compress || maxFiles !== null || maxTotalBytes !== null || maxAge !== null
  }

  /** Before so many bytes are added to the active file. */
  makeRoom(bytes: number): void {
    const wanted = (this.#active.file?.size ?? 0) + bytes
    if (this.#fits(wanted) || this.#host.elapsed() < this.#futileUntil) return
    this.sweep(bytes)
    if (!this.#fits(wanted)) this.#futileUntil = this.#host.elapsed() + FUTILE_MS
  }

  sweep(room = 0): void {
    const file = this.#active.file
    try {
      const { bytes, compressible, error } = this.#sweeper.sweep(file?.path ?? null, (file?.size ?? 0) + room)
      this.#others = bytes
      this.#compressor?.request(compressible)
      if (error === undefined) this.#trouble.passed('clean up')
      else this.#trouble.failed('clean up', error)
    } catch (error) {
      this.#trouble.failed('clean up', error)
    }
  }

  stop(): void {
    this.#compressor?.stop()
  }

  #fits(activeBytes: number): boolean {
    return (
      this.#maxTotalBytes === Number.POSITIVE_INFINITY || this.#others + activeBytes <= this.#maxTotalBytes
    )
  }

  #grew(bytes: number): void {
    this.#others += bytes
    this.makeRoom(0)
  }
}
