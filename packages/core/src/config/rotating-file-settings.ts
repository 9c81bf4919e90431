import type { Duration, Size } from './units.ts'

/**
 * Lines in files of a directory, one file after the other, with modes 0600 and 0700. Several processes may share the
 * directory and the prefix. Names: `<prefix>-<YYYYMMDD>-<HHMMSS>-<pid>-<thread>-<machine>-<nnn>.jsonl`, and `.gz` after
 * that when compressed.
 */
export interface RotatingFileSettings {
  readonly kind: 'rotating-file'
  /** 1 to 64 letters, digits, `.`, `_`, `-`; no two sinks share one. Default: the kind. */
  readonly name?: string | undefined
  /** Made when it is not there. Relative to the working directory of the process that configures. */
  readonly directory: string
  /** How the names of all files begin: a file name of at most 64 characters. Default `fapilog`. */
  readonly prefix?: string | undefined
  /** A file is never larger, unless one line is. 1 KiB to 1 TiB; half of `maxTotalBytes` at most. Default 10 MiB. */
  readonly maxBytes?: Size | undefined
  /**
   * A new file every hour, day or week (from Monday), or by a duration of at least 1 s, counted from 1970-01-01.
   * Default: none.
   */
  readonly interval?: 'hourly' | 'daily' | 'weekly' | number | (string & Record<never, never>) | undefined
  /** Whose clock `interval` and the names of files go by. Default `utc`. */
  readonly time?: 'utc' | 'local' | undefined
  /** Complete files that stay, of all processes together, 1 to 100000: the oldest go. Default: all. */
  readonly maxFiles?: number | undefined
  /**
   * Bytes of all files, complete or not, of all processes together, from 2 KiB: the oldest complete ones go. What
   * other processes are writing is counted, but left alone. Default: any number.
   */
  readonly maxTotalBytes?: Size | undefined
  /** Complete files whose last line is older go. At least 1000 ms. Default: any age. */
  readonly maxAge?: Duration | undefined
  /** Whether complete files are turned into `.gz`. Default false. */
  readonly compress?: boolean | undefined
  /**
   * The name of the file while it is being written, at most 128 characters. For one process: if several want it, the
   * first one has it and the others get names as above. Excludes `symlink`. Default: none.
   */
  readonly activeName?: string | undefined
  /** The name of a symbolic link to the newest file, at most 128 characters. Default: none. */
  readonly symlink?: string | undefined
  /**
   * When lines are forced to the disk. `never`: when the system likes. `interval`: every `fsyncIntervalMs`. `always`:
   * besides, before a batch with a protected level (ERROR and above, AUDIT, SECURITY, any custom one) counts as
   * written. Default `never`.
   */
  readonly fsync?: 'never' | 'interval' | 'always' | undefined
  /** 1 ms to 24 days. Default 1000. */
  readonly fsyncIntervalMs?: Duration | undefined
  /**
   * Whether SIGHUP begins a new file, as `logrotate` asks for. The signal then no longer ends the process, also with
   * `installShutdownHandlers()`. For the main thread of a process that has signals. Default false.
   */
  readonly reopenOnSighup?: boolean | undefined
}

/** Every option filled in; sizes in bytes, times in milliseconds, null for what was not asked for. */
export interface ResolvedRotatingFile {
  readonly kind: 'rotating-file'
  readonly name: string
  /** Absolute. */
  readonly directory: string
  readonly prefix: string
  readonly maxBytes: number
  readonly interval: 'hourly' | 'daily' | 'weekly' | number | null
  readonly time: 'utc' | 'local'
  readonly maxFiles: number | null
  readonly maxTotalBytes: number | null
  readonly maxAge: number | null
  readonly compress: boolean
  readonly activeName: string | null
  readonly symlink: string | null
  readonly fsync: 'never' | 'interval' | 'always'
  readonly fsyncIntervalMs: number
  readonly reopenOnSighup: boolean
}
