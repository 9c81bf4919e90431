import { Writable } from 'node:stream'
import { diagnose } from '../observe/diagnostics.ts'
import { openStdout, type Stdout } from './stdout.ts'

const STDERR = 2
/** Bytes that may wait for a reader of standard error. */
const MOST_WAITING = 256 * 1024

/**
 * What the modules of users print goes to standard error, also by `console.log`: standard output may be the log itself.
 * Node would carry it to the main thread instead, whose loop may be busy, or over. Here nobody waits for a reader that
 * sleeps, and what it has no room for is given up.
 */
export class ModuleOutput extends Writable {
  readonly #fd: number
  #out: Stdout | null = null
  #waiting: Buffer[] = []
  #bytes = 0
  #dropped = 0
  #busy = false

  constructor(fd = STDERR) {
    super()
    this.#fd = fd
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    if (!this.#busy) this.#send(chunk)
    else if (this.#bytes + chunk.byteLength > MOST_WAITING) this.#dropped += chunk.byteLength
    else {
      this.#waiting.push(chunk)
      this.#bytes += chunk.byteLength
    }
    // At once: who prints does not heed that it should wait, and the stream itself keeps any number of chunks.
    callback()
  }

  #send(chunk: Buffer): void {
    try {
      // With the first line: opening a socket changes it for everybody who has it.
      this.#out ??= openStdout(this.#fd)
      const outcome = this.#out.write(chunk, () => 0)
      if (outcome === undefined) return
      this.#busy = true
      void outcome.then(this.#next, this.#next)
    } catch {
      // It is not open, or nobody is left to read it.
    }
  }

  readonly #next = (): void => {
    this.#busy = false
    const waiting = Buffer.concat(this.#waiting)
    this.#waiting = []
    this.#bytes = 0
    if (this.#dropped > 0)
      diagnose('sink', 'the modules of sinks printed too much', { dropped: this.#dropped })
    this.#dropped = 0
    if (waiting.byteLength > 0) this.#send(waiting)
  }
}

/** For this thread, from the first line on that its modules print. */
export function showModuleOutput(): void {
  const output = new ModuleOutput()
  for (const name of ['stdout', 'stderr']) {
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => output })
  }
}
