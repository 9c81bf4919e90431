import { fstatSync, writeSync } from 'node:fs'
import { sleep } from '../codec/shared-memory.ts'
import { codeOf, type DescriptorTarget } from './descriptor-target.ts'
import { SinkWriteError } from './sink-write-error.ts'

/** How many whole records lie in `bytes[0, end)`. Asked only after a failure. */
export type CountRecords = (bytes: Uint8Array, end: number) => number

/** The system calls and the clock, replaceable so that tests can cut writes where they like. */
export interface DescriptorIo {
  writeSync(fd: number, bytes: Uint8Array, offset: number, length: number): number
  /** NaN: nobody knows. */
  sizeOf(fd: number): number
  setTimeout(callback: () => void, ms: number): NodeJS.Timeout
}

const NEWLINE = 10
const LINE_BREAK = Uint8Array.of(NEWLINE)
const FIRST_WAIT_MS = 1
/** Each look costs some 200 µs of a thread that slept: 0.3 % of a core for as long as the reader sleeps. */
const LONGEST_WAIT_MS = 64
/** A disk that is full: the same descriptor works again as soon as there is room. */
const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT'])
/** Errors after which the same descriptor never works again. */
const FATAL: ReadonlySet<string | undefined> = new Set([
  'EPIPE',
  'ENXIO',
  'EBADF',
  'ECONNRESET',
  'ENOTCONN',
  'ESHUTDOWN',
])

const systemIo: DescriptorIo = {
  writeSync,
  sizeOf: (fd) => {
    try {
      return fstatSync(fd).size
    } catch {
      return Number.NaN
    }
  },
  setTimeout: (callback, ms) => setTimeout(callback, ms),
}

/**
 * Writes whole batches to one descriptor, by synchronous system calls that do not block. A full pipe or socket answers
 * EAGAIN; the rest of the batch then follows by timer, from the exact byte. Nothing is buffered here: the caller keeps
 * the bytes until the promise settles, and starts no second write before that.
 */
export class DescriptorWriter {
  readonly #target: DescriptorTarget
  readonly #io: DescriptorIo
  #dead: unknown
  /** Only the beginning of a line got through. This comes before anything else: the rest of it, or at least its end. */
  #owed: Uint8Array | null = null
  /** The size of the file behind that beginning, where the rest may follow. */
  #tornAt = 0

  #bytes: Uint8Array = LINE_BREAK
  #countRecords: CountRecords = () => 0
  #offset = 0
  #waitMs = FIRST_WAIT_MS
  /** Until when writes block; null: they do not. */
  #blockUntil: number | null = null
  #timer: NodeJS.Timeout | undefined
  #keepsAlive = true
  #settle: { resolve: () => void; reject: (error: SinkWriteError) => void } | undefined

  constructor(target: DescriptorTarget, io: DescriptorIo = systemIo) {
    this.#target = target
    this.#io = io
    this.#dead = target.broken
  }

  /** Error: `SinkWriteError`, thrown or rejected. Once the reader is gone (EPIPE), every later write throws at once. */
  write(bytes: Uint8Array, countRecords: CountRecords): void | Promise<void> {
    if (this.#dead !== undefined) throw new SinkWriteError(0, this.#dead)
    this.#bytes = bytes
    this.#countRecords = countRecords
    this.#offset = 0
    this.#waitMs = FIRST_WAIT_MS
    if (this.#advance()) return
    if (this.#blockUntil !== null) return this.#block(this.#blockUntil)
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#tryAgain()
    })
  }

  /** From here on no process lives on for a reader that does not read. */
  unref(): void {
    this.#keepsAlive = false
  }

  #tryAgain(): void {
    this.#timer = this.#io.setTimeout(this.#resume, this.#waitMs)
    if (!this.#keepsAlive) this.#timer.unref()
  }

  /**
   * Ends the write under way, and lets later ones block, until `deadline` (`performance.now()`): for the end of a
   * process whose event loop turns no more. Error: as `write`.
   */
  finish(deadline: number): void {
    this.#blockUntil = deadline
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    try {
      this.#block(deadline)
      this.#finish()
    } catch (error) {
      this.#finish(error as SinkWriteError)
      throw error
    }
  }

  #block(deadline: number): void {
    for (let waitMs = FIRST_WAIT_MS; !this.#advance(); waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      if (performance.now() >= deadline)
        throw this.#failure(new Error('it took nothing more before the process ended'))
      sleep(waitMs)
    }
  }

  /** Abandons a write in flight: it rejects with what was written until now. */
  close(): void {
    if (this.#dead === undefined) this.#dead = new Error('the sink is closed')
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer)
      this.#finish(this.#failure(this.#dead))
    }
    this.#target.close()
  }

  readonly #resume = (): void => {
    const before = this.#offset
    try {
      if (this.#advance()) {
        this.#finish()
        return
      }
    } catch (error) {
      this.#finish(error as SinkWriteError)
      return
    }
    this.#waitMs = this.#offset > before ? FIRST_WAIT_MS : Math.min(this.#waitMs * 2, LONGEST_WAIT_MS)
    this.#tryAgain()
  }

  #finish(error?: SinkWriteError): void {
    const settle = this.#settle
    this.#settle = undefined
    this.#timer = undefined
    if (error === undefined) settle?.resolve()
    else settle?.reject(error)
  }

  /** True: all written. False: the descriptor takes nothing more for now. */
  #advance(): boolean {
    const { fd } = this.#target
    const bytes = this.#bytes
    try {
      if (this.#owed !== null && this.#offset === 0 && !this.#payOwed()) return false
      while (this.#offset < bytes.byteLength) {
        const accepted = this.#io.writeSync(fd, bytes, this.#offset, this.#nextLength())
        if (accepted === 0) return false
        this.#offset += accepted
      }
      return true
    } catch (error) {
      const code = codeOf(error)
      if (code === 'EAGAIN' || code === 'EWOULDBLOCK') return false
      if (FATAL.has(code) || (code === 'EIO' && this.#target.kind !== 'regular')) this.#dead = error
      throw this.#failure(error)
    }
  }

  #payOwed(): boolean {
    const { fd } = this.#target
    while (this.#owed !== null) {
      // Somebody else wrote behind it, or cut it off.
      if (this.#owed.byteLength > 1 && this.#io.sizeOf(fd) !== this.#tornAt) this.#owed = LINE_BREAK
      const accepted = this.#io.writeSync(fd, this.#owed, 0, this.#owed.byteLength)
      if (accepted === 0) return false
      this.#tornAt += accepted
      this.#owed = accepted < this.#owed.byteLength ? this.#owed.subarray(accepted) : null
    }
    return true
  }

  /** A record counts as written when only its line end is missing, or its file is full: the next write begins with the rest. */
  #failure(cause: unknown): SinkWriteError {
    const bytes = this.#bytes
    const offset = this.#offset
    if (offset === 0) return new SinkWriteError(0, cause)
    if (bytes[offset - 1] === NEWLINE) return new SinkWriteError(this.#countRecords(bytes, offset), cause)
    const lineEnd = bytes.indexOf(NEWLINE, offset) + 1
    const isFull = this.#target.kind === 'regular' && FULL.has(codeOf(cause))
    const follows = this.#dead === undefined && (isFull || lineEnd === offset + 1)
    this.#owed = follows ? bytes.slice(offset, lineEnd) : LINE_BREAK
    if (isFull) this.#tornAt = this.#io.sizeOf(this.#target.fd)
    return new SinkWriteError(this.#countRecords(bytes, follows ? lineEnd : offset), cause)
  }

  /** As many whole lines as fit into a chunk, and of a line longer than that a piece. */
  #nextLength(): number {
    const { chunk } = this.#target
    const rest = this.#bytes.byteLength - this.#offset
    if (rest <= chunk) return rest
    for (let end = this.#offset + chunk; end > this.#offset; end--) {
      if (this.#bytes[end - 1] === NEWLINE) return end - this.#offset
    }
    return chunk
  }
}
