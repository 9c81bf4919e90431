import type { Stats } from 'node:fs'
import type { FileName, FileNames } from './file-names.ts'
import { foreignness } from './foreign-file.ts'
import type { Host } from './host.ts'
import type { LogDirectory } from './log-directory.ts'
import type { ProcessFiles } from './process-files.ts'
import { printWriter, sameWriter } from './writer.ts'

/** Writers touch their file more often than this, so on machines we cannot look into, an older one has no writer. */
export const STALE_MS = 3_600_000
/** How long an answer of `filesOf` counts: it costs a system call for each descriptor of that process. */
const ANSWER_MS = 10_000
/** A file that a live process began after the last answer is younger than this. */
const FRESH_MS = 15_000

/**
 * - `in use`: being written, or perhaps. Never touched.
 * - `sibling`: complete, but its process lives and looks after it. Only retention may remove it.
 * - `free`: complete, of this process or of one that is gone.
 */
export type Standing = 'in use' | 'sibling' | 'free'

export interface ManagedFile extends FileName {
  readonly path: string
  readonly bytes: number
  readonly mtimeMs: number
  readonly standing: Standing
  /** Has one name only and belongs to this user: may be cut and compressed. */
  readonly ours: boolean
}

interface Found {
  readonly file: FileName
  readonly path: string
  readonly stats: Stats
}

/** The files of one prefix in one directory, by whatever process. */
export class Inventory {
  readonly #directory: LogDirectory
  readonly #names: FileNames
  readonly #host: Host
  readonly #answers = new Map<number, { readonly at: number; readonly files: ProcessFiles }>()

  constructor(directory: LogDirectory, names: FileNames, host: Host) {
    this.#directory = directory
    this.#names = names
    this.#host = host
  }

  /** Planted links, directories and the like are not among them. Error: that of reading the directory. */
  take(): ManagedFile[] {
    const found = this.#host.fs
      .readdirSync(this.#directory.pathOf('.'))
      .map((name) => this.#find(name))
      .filter((file) => file !== undefined)
    const newest = new Map<string, number>()
    for (const { file, stats } of found) {
      if (file.kind !== 'log') continue
      const writer = printWriter(file.writer)
      newest.set(writer, Math.max(stats.mtimeMs, newest.get(writer) ?? 0))
    }
    return found.map(({ file, path, stats }) => ({
      ...file,
      path,
      bytes: file.kind === 'link' ? 0 : stats.size,
      mtimeMs: stats.mtimeMs,
      ours: foreignness(stats) === undefined,
      standing: this.#standing(file, path, stats.mtimeMs, newest.get(printWriter(file.writer)) ?? 0),
    }))
  }

  #find(name: string): Found | undefined {
    const file = this.#names.parse(name)
    if (file === undefined) return undefined
    const path = this.#directory.pathOf(name)
    try {
      const stats = this.#host.fs.lstatSync(path)
      const expected = file.kind === 'link' ? stats.isSymbolicLink() : stats.isFile()
      return expected ? { file, path, stats } : undefined
    } catch {
      return undefined // Removed in the meantime.
    }
  }

  #standing(file: FileName, path: string, mtimeMs: number, newestMs: number): Standing {
    const { writer, held, now } = this.#host
    if (file.kind === 'gzip') return 'free'
    if (sameWriter(file.writer, writer)) return held.has(path) ? 'in use' : 'free'
    const age = now() - mtimeMs
    if (file.writer.machine !== writer.machine) {
      if (now() - Math.max(mtimeMs, newestMs) > STALE_MS) return 'free'
      // A writer writes one log at a time: the one it wrote last.
      return file.kind === 'log' && mtimeMs < newestMs ? 'sibling' : 'in use'
    }
    const { alive, open } = this.#ask(file.writer.pid)
    if (!alive) return 'free'
    if (open === 'unknown' || open.has(file.name) || age < FRESH_MS) return 'in use'
    // A thread of this process that is gone, or a file that another logger in it has finished.
    return file.writer.pid === writer.pid ? 'free' : 'sibling'
  }

  #ask(pid: number): ProcessFiles {
    const at = this.#host.elapsed()
    const known = this.#answers.get(pid)
    if (known !== undefined && at - known.at < ANSWER_MS) return known.files
    const files = this.#host.filesOf(pid)
    // Process ids of the dead would pile up.
    if (this.#answers.size >= 256) this.#answers.clear()
    this.#answers.set(pid, { at, files })
    return files
  }
}
