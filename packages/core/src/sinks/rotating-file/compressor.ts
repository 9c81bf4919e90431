import { codeOf } from '../descriptor-target.ts'
import { gzipNameOf, partNameOf } from './file-names.ts'
import { GzipJob } from './gzip-job.ts'
import type { Host } from './host.ts'
import type { LogDirectory } from './log-directory.ts'
import type { Trouble } from './trouble.ts'

/** Compresses one file at a time beside the writing: after each slice the thread is free for at least as long. */
export class Compressor {
  readonly #directory: LogDirectory
  readonly #host: Host
  readonly #trouble: Trouble
  readonly #grew: (bytes: number) => void
  #waiting: readonly string[] = []
  #job: GzipJob | null = null
  /** Not null from the first request to the end of the list, so that there is only one chain of turns. */
  #cancel: (() => void) | null = null

  /** `grew` hears of the bytes that a `.gz` in the making takes up. */
  constructor(directory: LogDirectory, host: Host, trouble: Trouble, grew: (bytes: number) => void) {
    this.#directory = directory
    this.#host = host
    this.#trouble = trouble
    this.#grew = grew
  }

  /** Names of complete logs, in the order in which they shall be compressed. Replaces the list of last time. */
  request(logs: readonly string[]): void {
    this.#waiting = logs
    if (this.#cancel === null && logs.length > 0) this.#cancel = this.#host.later(this.#turn, 0)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#waiting = []
    try {
      this.#job?.abort()
    } catch {
      // The next start finds it.
    }
    this.#job = null
  }

  readonly #turn = (): void => {
    const start = this.#host.elapsed()
    try {
      this.#job ??= this.#begin()
      if (this.#job === null) {
        this.#cancel = null
        return
      }
      const { bytes, done } = this.#job.step()
      if (done) {
        this.#job = null
        this.#trouble.passed('compress')
      }
      this.#grew(bytes)
    } catch (error) {
      this.#job = null
      // Gone: retention was faster, or another process.
      if (codeOf(error) !== 'ENOENT') this.#trouble.failed('compress', error)
    }
    this.#cancel = this.#host.later(this.#turn, Math.max(1, this.#host.elapsed() - start))
  }

  #begin(): GzipJob | null {
    const [log, ...rest] = this.#waiting
    if (log === undefined) return null
    this.#waiting = rest
    return new GzipJob(this.#host, {
      log: this.#directory.pathOf(log),
      part: this.#directory.pathOf(partNameOf(log, this.#host.writer)),
      gzip: this.#directory.pathOf(gzipNameOf(log)),
    })
  }
}
