import { countLines } from '../count-records.ts'
import { codeOf } from '../descriptor-target.ts'
import type { Batch, Sink } from '../sink.ts'
import { SinkWriteError } from '../sink-write-error.ts'
import { ActiveFile } from './active-file.ts'
import { FileNames } from './file-names.ts'
import { Housekeeping } from './housekeeping.ts'
import { type Host, systemHost } from './host.ts'
import { STALE_MS } from './inventory.ts'
import { lastLineEnd, nextLineEnd } from './line-ends.ts'
import { LogDirectory } from './log-directory.ts'
import { AppendError, type LogFile } from './log-file.ts'
import { Opener } from './opener.ts'
import { checkNames, type RotatingFileOptions } from './options.ts'
import { holdsProtected } from './protected-lines.ts'
import { StampedNames } from './stamped-names.ts'
import { always, windowAt, zoneOffsets } from './time-window.ts'
import { Trouble } from './trouble.ts'

export interface RotatingFileSink extends Sink {
  reopen(): void
}

/** The disk, or the share of it, is full: the same file takes lines again as soon as there is room. */
const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT'])
const PASSING: ReadonlySet<string | undefined> = new Set([
  ...FULL,
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'EIO',
  'EAGAIN',
  'EINTR',
  'EBUSY',
  'ESTALE',
])
const LONGEST_TICK_MS = 60_000
const RETRY_TICK_MS = 1000
const TOUCH_MS = STALE_MS / 6

/**
 * Error: FAPILOG_E_CONFIG for a name that is none; that of the system call when the directory cannot be used at all. What
 * may pass (a full disk, too many open files) is no error here, but one of each write.
 */
export function createRotatingFile(
  options: RotatingFileOptions,
  host: Host = systemHost(),
): RotatingFileSink {
  checkNames(options)
  return new RotatingFile(options, host)
}

/**
 * Whole lines into one file at a time. Each `write()` is done when it returns: all system calls are synchronous, and
 * compressing is left to timers. What the storage refuses is an error that says exactly how much of the batch got through.
 */
class RotatingFile implements RotatingFileSink {
  readonly name: string
  readonly #options: RotatingFileOptions
  readonly #host: Host
  readonly #trouble: Trouble
  readonly #opener: Opener
  readonly #active: ActiveFile
  readonly #housekeeping: Housekeeping
  readonly #limit: number
  #cancelTick: () => void
  #cancelSync: (() => void) | null = null
  #touchedAt = 0
  #closed = false

  constructor(options: RotatingFileOptions, host: Host) {
    this.name = options.name
    this.#options = options
    this.#host = host
    const { interval, maxBytes, maxTotalBytes } = options
    const offsetAt = zoneOffsets[options.time]
    const trouble = (this.#trouble = new Trouble(options.name))
    const directory = new LogDirectory(host.fs, options.directory)
    const names = new FileNames(options.prefix)
    const stamped = new StampedNames(directory, names, host, offsetAt)
    this.#opener = new Opener(options, directory, stamped, host, trouble)
    const window = interval === null ? () => always : (at: number) => windowAt(at, interval, offsetAt)
    this.#active = new ActiveFile(this.#opener, window, options.fsync !== 'never', host, trouble)
    this.#housekeeping = new Housekeeping(options, directory, names, this.#active, host, trouble)
    // The file being written counts too, and only complete ones can be removed to make room for it.
    this.#limit = Math.min(maxBytes, Math.floor((maxTotalBytes ?? Number.POSITIVE_INFINITY) / 2))
    try {
      this.#active.use()
    } catch (error) {
      if (!PASSING.has(codeOf(error))) throw error
    }
    this.#cancelTick = host.later(() => this.#tick(true), 0)
  }

  write(batch: Batch): void {
    if (this.#closed) throw new SinkWriteError(0, new Error('the sink is closed'))
    const view = batch.bytes()
    const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength)
    const sync = this.#options.fsync === 'always' && holdsProtected(bytes)
    let at = 0
    while (at < bytes.byteLength) {
      try {
        at = this.#writePart(bytes, at, sync)
      } catch (error) {
        if (error instanceof AppendError) at = error.end
        if (!(error instanceof AppendError && this.#canGoOn(error))) {
          throw new SinkWriteError(countLines(bytes, at), error instanceof AppendError ? error.cause : error)
        }
      }
    }
    if (!sync && this.#options.fsync !== 'never') {
      this.#cancelSync ??= this.#host.later(this.#syncLater, this.#options.fsyncIntervalMs)
    }
  }

  flush(): void {
    if (this.#options.fsync !== 'never') this.#sync()
  }

  reopen(): void {
    if (this.#closed) return
    this.#active.reopen()
    this.#housekeeping.sweep()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancelTick()
    this.#cancelSync?.()
    this.#housekeeping.stop()
    this.#active.end()
    this.#opener.close()
  }

  /** Writes as many lines as the file may take, or begins another file. Returns where the next line starts. */
  #writePart(bytes: Buffer, at: number, sync: boolean): number {
    const file = this.#active.use()
    if (this.#active.isDue && this.#rotate()) return at
    let end = bytes.byteLength
    if (end - at > this.#limit - file.size) {
      end = lastLineEnd(bytes, at, at + this.#limit - file.size)
      if (end === at) {
        if (file.size > 0 && this.#rotate()) return at
        // A line longer than a file, or no other file to be had.
        end = nextLineEnd(bytes, at)
      }
    }
    this.#housekeeping.makeRoom(end - at)
    this.#append(file, bytes, at, end, sync)
    this.#active.worked()
    this.#touchedAt = this.#host.elapsed()
    return end
  }

  #append(file: LogFile, bytes: Buffer, at: number, end: number, sync: boolean): void {
    const before = file.size
    file.append(bytes, at, end)
    if (!sync) return
    try {
      file.sync()
    } catch (error) {
      // Nobody knows what of it is on the disk. Taken back here, it can be written to another file, once.
      if (file.cutTo(before)) throw new AppendError(at, false, error)
      this.#active.breakOff(error)
      throw error
    }
  }

  #canGoOn({ whole, cause }: AppendError): boolean {
    const code = codeOf(cause)
    if (whole && FULL.has(code)) return false
    if (whole && code === 'EFBIG' && (this.#active.file?.size ?? 0) > 0) return this.#rotate()
    this.#active.breakOff(cause)
    return !FULL.has(code)
  }

  #rotate(): boolean {
    const rotated = this.#active.rotate()
    if (rotated && this.#housekeeping.isNeeded) this.#housekeeping.sweep()
    return rotated
  }

  readonly #syncLater = (): void => {
    this.#cancelSync = null
    try {
      this.#sync()
    } catch {
      // Announced already.
    }
  }

  /** A file that could not be synced is not written to any more: what of it is on the disk is unknown. */
  #sync(): void {
    const { file } = this.#active
    try {
      file?.sync()
      this.#trouble.passed('sync')
    } catch (error) {
      this.#trouble.failed('sync', error)
      this.#active.breakOff(error)
      throw error
    }
  }

  /** What is due although nothing is being written. */
  #tick(first: boolean): void {
    if (this.#active.isDue) this.#active.rotate()
    if (this.#host.elapsed() - this.#touchedAt > TOUCH_MS) this.#touch()
    if (first || this.#housekeeping.isNeeded) this.#housekeeping.sweep()
    const untilDue = this.#active.nextRotation - this.#host.now()
    const wait = Math.min(
      LONGEST_TICK_MS,
      (this.#options.maxAge ?? LONGEST_TICK_MS) / 4,
      untilDue > 0 ? untilDue : RETRY_TICK_MS,
    )
    this.#cancelTick = this.#host.later(() => this.#tick(false), wait)
  }

  #touch(): void {
    this.#touchedAt = this.#host.elapsed()
    try {
      this.#active.file?.touch(this.#host.now())
    } catch {
      // The next write finds out what is wrong with it.
    }
  }
}
