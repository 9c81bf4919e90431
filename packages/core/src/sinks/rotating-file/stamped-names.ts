import { codeOf } from '../descriptor-target.ts'
import { type FileNames, gzipNameOf } from './file-names.ts'
import type { Host } from './host.ts'
import type { LogDirectory } from './log-directory.ts'
import { LogFile } from './log-file.ts'
import { timeStamp, type ZoneOffset } from './time-window.ts'
import type { Writer } from './writer.ts'

/** Consecutive numbers tried in one second. Then numbers at random: somebody plants the others. */
const CONSECUTIVE = 100
const TRIES = 110

/** New names that carry the time and their writer. */
export class StampedNames {
  readonly #directory: LogDirectory
  readonly #names: FileNames
  readonly #host: Host
  readonly #offsetAt: ZoneOffset
  #stamp = ''
  #next = 0

  constructor(directory: LogDirectory, names: FileNames, host: Host, offsetAt: ZoneOffset) {
    this.#directory = directory
    this.#names = names
    this.#host = host
    this.#offsetAt = offsetAt
  }

  /** Error: that of the system call; EEXIST only when a hundred names are taken. */
  create(): LogFile {
    return this.#tryNames(this.#host.writer, (path) => LogFile.create(this.#host, path))
  }

  /** A path where nothing is, for a file of that writer. */
  free(writer: Writer): string {
    return this.#tryNames(writer, (path) => {
      this.#refuseTaken(path)
      return path
    })
  }

  #tryNames<T>(writer: Writer, attempt: (path: string) => T): T {
    const stamp = timeStamp(this.#host.now(), this.#offsetAt)
    // A name is never given out twice, also when its file is gone: somebody may be about to finish its .gz.
    if (stamp !== this.#stamp) this.#next = 0
    this.#stamp = stamp
    for (let tries = 0; ; tries++) {
      const n = tries < CONSECUTIVE ? this.#next++ : Math.floor(Math.random() * 1e9)
      const path = this.#directory.pathOf(this.#names.log(stamp, writer, n))
      try {
        this.#refuseTaken(gzipNameOf(path))
        return attempt(path)
      } catch (error) {
        if (codeOf(error) !== 'EEXIST' || tries === TRIES) throw error
      }
    }
  }

  #refuseTaken(path: string): void {
    try {
      this.#host.fs.lstatSync(path)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return
      throw error
    }
    throw Object.assign(new Error(`${path} exists`), { code: 'EEXIST' })
  }
}
