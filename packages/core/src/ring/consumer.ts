import { add, load, notify, store } from '../codec/atomics.ts'
import { RECORD_HEAD, align8 } from '../codec/record-layout.ts'
import { PROGRESS, READ, type SharedPipeline, WRITE } from './layout.ts'

/** The reading side of the ring. Nothing is released before every sink has what was read. */
export class RingConsumer {
  readonly #control: Int32Array
  readonly #view: DataView
  readonly #capacity: number
  readonly #maxRecord: number
  #read: number
  #write: number

  constructor(shared: SharedPipeline) {
    this.#control = new Int32Array(shared.control)
    this.#view = new DataView(shared.ring)
    this.#capacity = shared.capacity
    this.#maxRecord = shared.maxRecord
    this.#read = load(this.#control, READ)
    this.#write = this.#read
  }

  /** Bytes published and not yet read. */
  refresh(): number {
    this.#write = load(this.#control, WRITE)
    return (this.#write - this.#read) >>> 0
  }

  get empty(): boolean {
    return this.#write === this.#read
  }

  /** Free-running position of the next record. */
  get position(): number {
    return this.#read
  }

  /** Where the next record starts in the ring's memory. */
  get offset(): number {
    return this.#read & (this.#capacity - 1)
  }

  /** Published bytes from the next record on. */
  get pending(): number {
    return (this.#write - this.#read) >>> 0
  }

  /** Length without padding of the record `ahead` bytes after the next one; 0: none there, or no record. */
  lengthAhead(ahead: number): number {
    const left = this.pending - ahead
    if (left < RECORD_HEAD) return 0
    const length = this.#view.getUint32(this.offset + ahead, true)
    return length >= RECORD_HEAD && length <= this.#maxRecord && align8(length) <= left ? length : 0
  }

  /** Bytes to the end of the ring proper: the record that starts there may spill past it, none starts past it. */
  get untilWrap(): number {
    return this.#capacity - this.offset
  }

  advance(length: number): void {
    this.#read = (this.#read + align8(length)) | 0
  }

  /** Gives up everything published so far: the bytes are no records. */
  skipAll(): number {
    const skipped = (this.#write - this.#read) >>> 0
    this.#read = this.#write
    return skipped
  }

  /** Published bytes that are not free again, read or not. */
  get used(): number {
    return (this.#write - load(this.#control, READ)) >>> 0
  }

  /** Frees what lies before `position`, which was read, and wakes whoever waits for room or for a flush. */
  release(position: number): void {
    store(this.#control, READ, position)
    add(this.#control, PROGRESS, 1)
    notify(this.#control, PROGRESS)
  }
}
