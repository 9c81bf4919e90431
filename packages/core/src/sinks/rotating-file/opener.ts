import { FixedName } from './fixed-name.ts'
import type { Host } from './host.ts'
import type { LogDirectory } from './log-directory.ts'
import type { LogFile } from './log-file.ts'
import type { RotatingFileOptions } from './options.ts'
import { StableLink } from './stable-link.ts'
import type { StampedNames } from './stamped-names.ts'
import type { Trouble } from './trouble.ts'

/** Begins files, under the name that was asked for where that is possible: lines matter more than names. */
export class Opener {
  readonly #directory: LogDirectory
  readonly #stamped: StampedNames
  readonly #trouble: Trouble
  readonly #fixed: FixedName | null
  readonly #link: StableLink | null
  readonly #durable: boolean
  #underFixedName: LogFile | null = null
  #newest: LogFile | null = null
  /** The name of the last file before the newest one that has lines. */
  #previous: string | undefined

  constructor(
    options: RotatingFileOptions,
    directory: LogDirectory,
    stamped: StampedNames,
    host: Host,
    trouble: Trouble,
  ) {
    this.#directory = directory
    this.#stamped = stamped
    this.#trouble = trouble
    const { activeName, symlink } = options
    this.#fixed = activeName === null ? null : new FixedName(activeName, directory, stamped, host)
    this.#link = symlink === null ? null : new StableLink(host.fs, directory, symlink)
    this.#durable = options.fsync !== 'never'
  }

  /** `current` stays open; it may get another name. Error: that of the system call. */
  open(current: LogFile | null): LogFile {
    this.#directory.ensure()
    this.#underFixedName = this.#openFixed(current)
    const file = this.#underFixedName ?? this.#stamped.create()
    if (this.#newest !== null && this.#newest.size > 0) this.#previous = this.#newest.name
    this.#newest = file
    const { name } = file
    if (this.#link !== null) this.#attempt('keep the symbolic link', () => this.#link?.leadTo(name))
    if (this.#durable) this.#attempt('sync', () => this.#directory.sync())
    return file
  }

  /** False: its name was taken away from it. */
  isStillNamed(file: LogFile): boolean {
    return file !== this.#underFixedName || this.#fixed === null || this.#fixed.isStillOurs(file)
  }

  hasFixedName(file: LogFile): boolean {
    return file === this.#underFixedName
  }

  /** After the last file was closed. */
  close(): void {
    if (this.#link !== null) {
      this.#attempt('keep the symbolic link', () => this.#link?.leadBack(this.#previous))
    }
    this.#fixed?.release()
  }

  #openFixed(current: LogFile | null): LogFile | null {
    if (this.#fixed === null) return null
    try {
      const file = this.#fixed.open(current)
      if (file !== null) this.#trouble.passed('use activeName')
      else this.#trouble.failed('use activeName', 'another process uses it; this one writes beside it')
      return file
    } catch (error) {
      this.#trouble.failed('use activeName', error)
      return null
    }
  }

  #attempt(work: 'keep the symbolic link' | 'sync', run: () => void): void {
    try {
      run()
      this.#trouble.passed(work)
    } catch (error) {
      this.#trouble.failed(work, error)
    }
  }
}
