import { type FileSystem, systemFiles } from './file-system.ts'
import { heldHere } from './held-here.ts'
import { filesOf, type ProcessFiles } from './process-files.ts'
import { thisWriter, type Writer } from './writer.ts'

/** Everything this sink knows about the outside, replaceable in tests. */
export interface Host {
  readonly fs: FileSystem
  readonly writer: Writer
  /** Paths: see `heldHere`. */
  readonly held: Set<string>
  readonly filesOf: (pid: number) => ProcessFiles
  /** Milliseconds since 1970. May be set back and forth. */
  readonly now: () => number
  /** Milliseconds; never set back. */
  readonly elapsed: () => number
  /** Runs it later, unless cancelled by the function returned. Keeps no process alive. */
  readonly later: (run: () => void, ms: number) => () => void
}

export const systemHost = (): Host => ({
  fs: systemFiles,
  writer: thisWriter(),
  held: heldHere,
  filesOf,
  now: () => Date.now(),
  elapsed: () => performance.now(),
  later: (run, ms) => {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
})
