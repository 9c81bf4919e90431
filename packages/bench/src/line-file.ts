import { closeSync, createReadStream, fstatSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A regular file for a subject's standard output. */
export class LineFile {
  readonly #directory = mkdtempSync(join(tmpdir(), 'fapilog-bench-'))
  readonly #path = join(this.#directory, 'lines')
  readonly fd = openSync(this.#path, 'a')

  /** What arrived, counted in the file itself. */
  async count(): Promise<{ readonly lines: number; readonly bytes: number }> {
    let lines = 0
    for await (const chunk of createReadStream(this.#path) as AsyncIterable<Buffer>) {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
    }
    return { lines, bytes: fstatSync(this.fd).size }
  }

  remove(): void {
    closeSync(this.fd)
    rmSync(this.#directory, { recursive: true, force: true })
  }
}
