import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Of POSIX, not of a package. */
const MAKE_FIFO = 'mkfifo'

/** A pipe as a shell makes them, for a subject's standard output: Node's own `pipe` is a socket. */
export class Fifo {
  readonly #directory = mkdtempSync(join(tmpdir(), 'fapilog-bench-'))
  /** Non-blocking; whoever reads it closes it. */
  readonly readFd: number
  readonly writeFd: number

  constructor() {
    const path = join(this.#directory, 'lines')
    execFileSync(MAKE_FIFO, [path])
    this.readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    this.writeFd = openSync(path, constants.O_WRONLY)
  }

  /** Once the subject has the write end: the pipe's end is the end of the subject. */
  handOver(): void {
    closeSync(this.writeFd)
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true })
  }
}
