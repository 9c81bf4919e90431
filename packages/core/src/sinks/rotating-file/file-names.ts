import { parseWriter, printWriter, type Writer, WRITER_PATTERN } from './writer.ts'

/**
 * - `log`: NDJSON, being written or complete
 * - `gzip`: a complete one, compressed
 * - `part`: a `gzip` that is being made
 * - `link`: a symbolic link about to be renamed to its stable name
 */
export type FileKind = 'log' | 'gzip' | 'part' | 'link'

export interface FileName {
  readonly name: string
  readonly kind: FileKind
  /** The name of the `log` it is, or was made from. */
  readonly log: string
  /** Who made it: for a `part` whoever compresses, for all others whoever wrote the log. */
  readonly writer: Writer
}

/**
 * `<prefix>-<YYYYMMDD>-<HHMMSS>-<pid>-<thread>-<machine>-<nnn>.jsonl[.gz]`: no two writers can want the same name, and
 * those of one writer sort by age.
 */
export class FileNames {
  readonly #prefix: string
  readonly #pattern: RegExp

  /** The prefix was checked: see config/file-name.ts. */
  constructor(prefix: string) {
    this.#prefix = prefix
    // Of what a prefix may contain, only the dot means something in a pattern.
    const log = `${prefix.replaceAll('.', '\\.')}-\\d{8}-\\d{6}-(${WRITER_PATTERN})-\\d{3,9}\\.jsonl`
    this.#pattern = new RegExp(`^(${log})(?:(\\.gz)(?:\\.(${WRITER_PATTERN})\\.part)?|(\\.link))?$`)
  }

  log(stamp: string, writer: Writer, n: number): string {
    return `${this.#prefix}-${stamp}-${printWriter(writer)}-${String(n).padStart(3, '0')}.jsonl`
  }

  /** undefined: not one of this prefix, so nothing that may be touched. */
  parse(name: string): FileName | undefined {
    const found = this.#pattern.exec(name)
    if (found === null) return undefined
    const [, log = '', owner = '', , , , gz, compressor, , , , link] = found
    const kind =
      link !== undefined ? 'link' : compressor !== undefined ? 'part' : gz !== undefined ? 'gzip' : 'log'
    const writer = parseWriter(compressor ?? owner)
    return writer === undefined ? undefined : { name, kind, log, writer }
  }
}

export const gzipNameOf = (log: string): string => `${log}.gz`

export const partNameOf = (log: string, writer: Writer): string => `${log}.gz.${printWriter(writer)}.part`

export const linkNameOf = (log: string): string => `${log}.link`
