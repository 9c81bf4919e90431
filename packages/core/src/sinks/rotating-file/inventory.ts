import type { Stats } from 'node:fs'
import type { FileName, FileNames } from './file-names.ts'
import { foreignness } from './foreign-file.ts'
import type { Host } from './host.ts'
import type { LogDirectory } from './log-directory.ts'
import { beganAfter, type ProcessFiles } from './process-files.ts'
import { printWriter, sameWriter } from './writer.ts'

/** Writers touch their file more often than this, so on machines we cannot look into, an older one has no writer. */
export const STALE_MS = 3_600_000
/** How long an answer of `filesOf` counts at least: it costs a system call for each descriptor of that process. */
const ANSWER_MS = 1000
/** And at least so many times as long as it took. */
const ANSWER_COSTS = 100
/** How far the time of a file may lie before the moment of the write. */
const COARSE_MS = 2000

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

interface Answer {
  /** As `Host.elapsed` and `Host.now`. */
  readonly at: number
  readonly now: number
  readonly until: number
  readonly files: ProcessFiles
}

interface Found {
  readonly file: FileName
  readonly path: string
  readonly stats: Stats
  readonly ours: boolean
}

/** The files of one prefix in one directory, by whatever process. */
export class Inventory {
  readonly #directory: LogDirectory
  readonly #names: FileNames
  readonly #host: Host
  readonly #answers = new Map<number, Answer>()
  /** When the directory was read. */
  #readAt = 0
  /** Files that nobody writes to any more, by name: with thousands of them, asking the system anew takes its time. */
  #complete: ReadonlyMap<string, Found> = new Map()

  constructor(directory: LogDirectory, names: FileNames, host: Host) {
    this.#directory = directory
    this.#names = names
    this.#host = host
  }

  /** Planted links, directories and the like are not among them. Error: that of reading the directory. */
  take(): ManagedFile[] {
    this.#readAt = this.#host.elapsed()
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
    const complete = new Map<string, Found>()
    const files = found.map((one) => {
      const { file, path, stats, ours } = one
      const standing = this.#standing(file, path, stats.mtimeMs, newest.get(printWriter(file.writer)) ?? 0)
      if (standing !== 'in use' && this.#isSettled(file)) complete.set(file.name, one)
      return {
        ...file,
        path,
        bytes: file.kind === 'link' ? 0 : stats.size,
        mtimeMs: stats.mtimeMs,
        ours,
        standing,
      }
    })
    this.#complete = complete
    return files
  }

  /** After its size was changed. */
  forget(): void {
    this.#complete = new Map()
  }

  /** Whether a file that is not in use stays as it is. On other machines a writer may come back after an hour. */
  #isSettled({ kind, writer }: FileName): boolean {
    return kind === 'gzip' || (kind === 'log' && writer.machine === this.#host.writer.machine)
  }

  #find(name: string): Found | undefined {
    const known = this.#complete.get(name)
    if (known !== undefined) return known
    const file = this.#names.parse(name)
    if (file === undefined) return undefined
    const path = this.#directory.pathOf(name)
    try {
      const stats = this.#host.fs.lstatSync(path)
      const expected = file.kind === 'link' ? stats.isSymbolicLink() : stats.isFile()
      return expected ? { file, path, stats, ours: foreignness(stats) === undefined } : undefined
    } catch {
      return undefined // Removed in the meantime.
    }
  }

  #standing(file: FileName, path: string, mtimeMs: number, newestMs: number): Standing {
    const { writer, held, now } = this.#host
    if (file.kind === 'gzip') return 'free'
    if (sameWriter(file.writer, writer)) return held.has(path) ? 'in use' : 'free'
    if (file.writer.machine !== writer.machine) {
      if (now() - Math.max(mtimeMs, newestMs) > STALE_MS) return 'free'
      // A writer writes one log at a time: the one it wrote last.
      return file.kind === 'log' && mtimeMs < newestMs ? 'sibling' : 'in use'
    }
    const answer = this.#ask(file.writer.pid)
    const { alive, open } = answer.files
    if (!alive) return 'free'
    const isOrphan = beganAfter(answer.files, mtimeMs)
    if (open === 'unknown') return isOrphan && now() - mtimeMs > STALE_MS ? 'free' : 'in use'
    // One that was begun after an answer of some time ago is not in it.
    if (open.has(file.name) || (answer.at < this.#readAt && mtimeMs > answer.now - COARSE_MS)) return 'in use'
    // A thread of this process that is gone, or a file that another logger in it has finished.
    return isOrphan || file.writer.pid === writer.pid ? 'free' : 'sibling'
  }

  #ask(pid: number): Answer {
    const { elapsed, now, filesOf } = this.#host
    const known = this.#answers.get(pid)
    const at = elapsed()
    if (known !== undefined && at < known.until) return known
    const files = filesOf(pid)
    const until = at + Math.max(ANSWER_MS, ANSWER_COSTS * (elapsed() - at))
    const answer = { at, now: now(), until, files }
    // Process ids of the dead would pile up.
    if (this.#answers.size >= 256) this.#answers.clear()
    this.#answers.set(pid, answer)
    return answer
  }
}
