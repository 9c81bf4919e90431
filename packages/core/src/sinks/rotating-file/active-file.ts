import type { Host } from './host.ts'
import type { LogFile } from './log-file.ts'
import type { Opener } from './opener.ts'
import type { TimeWindow } from './time-window.ts'
import type { Trouble } from './trouble.ts'

/** While files cannot be opened, or opened but not written, the next attempt comes after this time, at most. */
const FIRST_WAIT_MS = 10
const LONGEST_WAIT_MS = 500

/** The file being written, from the first one to the last: opened again whenever it went away or broke. */
export class ActiveFile {
  readonly #opener: Opener
  readonly #windowAt: (at: number) => TimeWindow
  readonly #durable: boolean
  readonly #host: Host
  readonly #trouble: Trouble
  #file: LogFile | null = null
  #window: TimeWindow = { start: 0, end: 0 }
  #retryAt = 0
  #waitMs = FIRST_WAIT_MS
  #lastError: unknown
  /** A file broke, and no other one has worked since. */
  #broken = false

  /** `durable`: what was written reaches the disk before the file is closed. */
  constructor(
    opener: Opener,
    windowAt: (at: number) => TimeWindow,
    durable: boolean,
    host: Host,
    trouble: Trouble,
  ) {
    this.#opener = opener
    this.#windowAt = windowAt
    this.#durable = durable
    this.#host = host
    this.#trouble = trouble
  }

  /** Null while none can be opened. */
  get file(): LogFile | null {
    return this.#file
  }

  /** Makes sure that what is written now can be found again. Error: that of opening a file, also of some time ago. */
  use(): LogFile {
    if (this.#file !== null && !this.#isUsable(this.#file)) this.end()
    return this.#file ?? this.#open(null)
  }

  get nextRotation(): number {
    return this.#window.end
  }

  /** Its interval is over, or the clock was set back before it. */
  get isDue(): boolean {
    const now = this.#host.now()
    return now >= this.#window.end || now < this.#window.start
  }

  /** False: no other file can be opened now. Lines matter more than sizes, so the old one stays in use. */
  rotate(): boolean {
    const old = this.#file
    try {
      this.#open(old)
    } catch {
      return false
    }
    if (old !== null) this.#retire(old)
    return true
  }

  /** After SIGHUP: logrotate moved the file away, or somebody mended what was wrong. */
  reopen(): void {
    this.#retryAt = 0
    const file = this.#file
    if (file === null || !this.#isUsable(file)) {
      this.end()
      this.rotate()
    } else if (file.size > 0 && !this.#opener.hasFixedName(file)) this.rotate()
  }

  /** Gives up a file that does not take what is written. */
  breakOff(error: unknown): void {
    const file = this.#file
    this.#file = null
    this.#attempt(() => file?.close())
    if (this.#broken) this.#postpone(error)
    this.#broken = true
  }

  worked(): void {
    this.#broken = false
    this.#waitMs = FIRST_WAIT_MS
  }

  end(): void {
    const file = this.#file
    this.#file = null
    if (file !== null) this.#retire(file)
  }

  #isUsable(file: LogFile): boolean {
    try {
      return file.check() && this.#opener.isStillNamed(file)
    } catch {
      return false
    }
  }

  #open(current: LogFile | null): LogFile {
    if (this.#host.elapsed() < this.#retryAt) throw this.#lastError
    try {
      const file = this.#opener.open(current)
      this.#file = file
      this.#window = this.#windowAt(file.writtenAt ?? this.#host.now())
      this.#trouble.passed('begin a new file')
      return file
    } catch (error) {
      this.#trouble.failed('begin a new file', error)
      this.#postpone(error)
      throw error
    }
  }

  #postpone(error: unknown): void {
    this.#lastError = error
    this.#retryAt = this.#host.elapsed() + this.#waitMs
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS)
  }

  #retire(file: LogFile): void {
    if (this.#durable) this.#attempt(() => file.sync())
    this.#attempt(() => file.close())
  }

  /** Storage that reports at the end that it lost what it took: there is nobody left to write it again. */
  #attempt(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#trouble.failed('sync', error)
    }
  }
}
