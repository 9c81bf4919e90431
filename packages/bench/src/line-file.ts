import { closeSync, fstatSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LineCounter } from './line-counter.ts'

const CHUNK = 1 << 20

/** A regular file for a subject's standard output, in which the lines are counted. */
export class LineFile {
  readonly #directory = mkdtempSync(join(tmpdir(), 'fapilog-bench-'))
  readonly #path = join(this.#directory, 'lines')
  readonly #chunk = Buffer.allocUnsafe(CHUNK)
  readonly #readFd: number
  readonly counter = new LineCounter()
  readonly fd = openSync(this.#path, 'a')
  #at = 0

  constructor() {
    this.#readFd = openSync(this.#path, 'r')
  }

  /**
   * Counts what came since the last time. When that is all that was submitted the file is emptied, so that no run
   * fills a disk, nor waits for one; a line that is still on its way would be lost by that.
   */
  count(submitted: number): void {
    for (;;) {
      const size = readSync(this.#readFd, this.#chunk, 0, CHUNK, this.#at)
      if (size === 0) break
      this.counter.add(this.#chunk.subarray(0, size))
      this.#at += size
    }
    if (this.counter.lines !== submitted || fstatSync(this.fd).size !== this.#at) return
    ftruncateSync(this.fd)
    this.#at = 0
  }

  remove(): void {
    closeSync(this.fd)
    closeSync(this.#readFd)
    rmSync(this.#directory, { recursive: true, force: true })
  }
}
