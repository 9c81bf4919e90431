import { isSharedArrayBuffer } from 'node:util/types'

/** Free-running positions of the oldest byte kept and of the next one to come. */
const START = 0
const END = 1
const EVICTED = 2
const HEADER_WORDS = 8
const HEADER_BYTES = HEADER_WORDS * 4

const NEWLINE = 10

/** A look at a small buffer takes a few microseconds. */
const LOOKS = 100

const isPowerOfTwo = (n: number): boolean => n > 0 && (n & (n - 1)) === 0

/**
 * The newest lines, as many as fit, in memory that several threads see. One thread writes, any may read, and neither
 * waits for the other: a line is given up (START moves) before its bytes are written over, so a reader that looks at
 * START again after it has copied knows how much of its copy still holds.
 */
export class LineBuffer {
  readonly #words: Int32Array
  readonly #bytes: Uint8Array
  readonly #capacity: number

  /** `capacity` in bytes is rounded up to a power of two. */
  static create(capacity: number): SharedArrayBuffer {
    return new SharedArrayBuffer(HEADER_BYTES + 2 ** Math.ceil(Math.log2(capacity)))
  }

  static isMemory(value: unknown): value is SharedArrayBuffer {
    return isSharedArrayBuffer(value) && isPowerOfTwo(value.byteLength - HEADER_BYTES)
  }

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory, 0, HEADER_WORDS)
    this.#bytes = new Uint8Array(memory, HEADER_BYTES)
    this.#capacity = this.#bytes.byteLength
  }

  /** Lines that had to make room for newer ones, or were too long. */
  get evicted(): number {
    return Atomics.load(this.#words, EVICTED)
  }

  /** Whole lines, each with its `\n`. */
  append(lines: Uint8Array): void {
    for (let at = 0; at < lines.byteLength;) {
      const end = lines.indexOf(NEWLINE, at) + 1
      this.#appendLine(lines.subarray(at, end))
      at = end
    }
  }

  #appendLine(line: Uint8Array): void {
    const words = this.#words
    if (line.byteLength > this.#capacity) {
      Atomics.add(words, EVICTED, 1)
      return
    }
    const end = Atomics.load(words, END)
    while (((end - Atomics.load(words, START)) | 0) + line.byteLength > this.#capacity) this.#evict()
    const at = end & (this.#capacity - 1)
    const untilWrap = Math.min(this.#capacity - at, line.byteLength)
    this.#bytes.set(line.subarray(0, untilWrap), at)
    this.#bytes.set(line.subarray(untilWrap), 0)
    Atomics.store(words, END, (end + line.byteLength) | 0)
  }

  #evict(): void {
    const at = Atomics.load(this.#words, START) & (this.#capacity - 1)
    const found = this.#bytes.indexOf(NEWLINE, at)
    const newline = found === -1 ? this.#capacity + this.#bytes.indexOf(NEWLINE) : found
    // Read and written in one: a plain store would let the bytes that follow overtake it.
    Atomics.add(this.#words, START, newline + 1 - at)
    Atomics.add(this.#words, EVICTED, 1)
  }

  /** The lines without their `\n`, oldest first. */
  lines(): string[] {
    // The writer of a batch that is larger than the buffer can overtake any look, but it has to stop for the next one.
    for (let look = 0; look < LOOKS; look++) {
      const text = this.#look()
      if (text === undefined) continue
      return text === '' ? [] : text.slice(0, text.lastIndexOf('\n')).split('\n')
    }
    return []
  }

  /** undefined: all of it was written over while it was copied. */
  #look(): string | undefined {
    const start = Atomics.load(this.#words, START)
    const length = (Atomics.load(this.#words, END) - start) | 0
    if (length === 0) return ''
    const at = start & (this.#capacity - 1)
    // More than fits: the writer was a whole round ahead between the two looks, and START says so below.
    const copy = new Uint8Array(Math.min(length, this.#capacity))
    const untilWrap = Math.min(this.#capacity - at, copy.byteLength)
    copy.set(this.#bytes.subarray(at, at + untilWrap))
    copy.set(this.#bytes.subarray(0, copy.byteLength - untilWrap), untilWrap)
    const stale = (Atomics.add(this.#words, START, 0) - start) | 0
    if (stale >= copy.byteLength) return undefined
    return Buffer.from(copy.buffer, stale, copy.byteLength - stale).toString()
  }
}
