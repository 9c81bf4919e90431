import {
  align8,
  FLAG_INTERNAL,
  FLAG_LEFT_OUT,
  FLAG_MISSED,
  OFFSET_FLAGS,
  RECORD_HEAD,
} from '../codec/record-layout.ts'
import { MARKED } from '../observe/counters.ts'
import type { SharedPipeline } from './layout.ts'

/** Visits the records from one position to another, by where they start in the ring's memory. */
export function eachRecord(
  { ring, capacity }: SharedPipeline,
  from: number,
  to: number,
  visit: (offset: number) => void,
): void {
  const view = new DataView(ring)
  for (let at = from; ((to - at) | 0) > 0;) {
    const offset = at & (capacity - 1)
    const length = view.getUint32(offset, true)
    // Not a record: memory that user code could reach.
    if (length < RECORD_HEAD || length > ((to - at) | 0)) return
    visit(offset)
    at = (at + align8(length)) | 0
  }
}

/**
 * Records that at least one sink will not get are marked in the ring, until they leave it and are counted. There a thread
 * that takes another one's place finds them, and one that several sinks miss is marked once.
 */
export class Misses {
  readonly #shared: SharedPipeline
  readonly #bytes: Uint8Array
  readonly #counters: Float64Array

  constructor(shared: SharedPipeline) {
    this.#shared = shared
    this.#bytes = new Uint8Array(shared.ring)
    this.#counters = new Float64Array(shared.counters)
  }

  /** The record at `offset` is offered to no sink. Only within a commit: a deposed thread's memory of the ring is old. */
  leaveOut(offset: number): void {
    this.#bytes[offset + OFFSET_FLAGS] = this.#flags(offset) | FLAG_LEFT_OUT
  }

  /** Whether the record at `offset` was, or will be, offered to the sinks, and counts. */
  isOffered(offset: number): boolean {
    return (this.#flags(offset) & (FLAG_INTERNAL | FLAG_LEFT_OUT)) === 0
  }

  /** Marks the last `count` of the records that were offered between two positions. Only within a commit. */
  markLast(from: number, to: number, count: number): void {
    const offered: number[] = []
    eachRecord(this.#shared, from, to, (offset) => {
      if (this.isOffered(offset)) offered.push(offset)
    })
    for (const offset of offered.slice(Math.max(0, offered.length - count))) this.mark(offset)
  }

  /** Only within a commit, or for a thread that is deposed. */
  mark(offset: number): void {
    if ((this.#flags(offset) & FLAG_MISSED) !== 0) return
    this.#bytes[offset + OFFSET_FLAGS] = this.#flags(offset) | FLAG_MISSED
    this.#add(1)
  }

  /** How many records between two positions are marked. They leave the ring now. Only within a commit. */
  take(from: number, to: number): number {
    if (this.#counters[MARKED] === 0) return 0
    let marked = 0
    eachRecord(this.#shared, from, to, (offset) => {
      if ((this.#flags(offset) & FLAG_MISSED) !== 0) marked++
    })
    this.#add(-marked)
    return marked
  }

  #flags(offset: number): number {
    return this.#bytes[offset + OFFSET_FLAGS] as number
  }

  #add(n: number): void {
    this.#counters[MARKED] = (this.#counters[MARKED] as number) + n
  }
}
