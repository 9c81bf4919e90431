import * as record from '../codec/record-layout.ts'
import { diagnose } from '../observe/diagnostics.ts'
import type { RingConsumer } from '../ring/consumer.ts'
import type { SharedPipeline } from '../ring/layout.ts'
import type { LineFormatter } from './format/line-formatter.ts'
import { INTERNAL_LINE, type LineBatch } from './line-batch.ts'
import type { Replay } from './replay.ts'
import type { EarlyRecords } from './thread-messages.ts'

/** Bytes of the ring decoded to text at once. Larger ones land in large-object space and halve the throughput. */
const SLICE_BYTES = 16 * 1024
/** Characters formatted before they are written to the batch. */
const TEXT_CHARS = 32 * 1024
const MAX_LINE_CHARS = 64 * 1024
/** What is added to a batch at once. */
export const MOST_FILLED_BYTES = (TEXT_CHARS + MAX_LINE_CHARS) * 3

interface FillerOptions {
  readonly early: EarlyRecords | null
  /** Records read since the pipeline was made, by any generation of its thread. */
  readonly index: number
  readonly replay: Replay
  /** Told the levels of records that nobody gets. */
  readonly poisoned: (levels: readonly number[]) => void
}

interface Filled {
  readonly filtered: number
  readonly failed: number
}

/** Formats records of the ring into batches. */
export class BatchFiller {
  readonly #ring: RingConsumer
  readonly #bytes: Uint8Array
  readonly #lines: LineFormatter
  readonly #replay: Replay
  readonly #poisoned: FillerOptions['poisoned']
  #early: EarlyRecords | null
  #index: number
  /** Where the records start that no sink is offered. */
  #leftOut: number[] = []

  constructor(
    shared: SharedPipeline,
    ring: RingConsumer,
    lines: LineFormatter,
    { early, index, replay, poisoned }: FillerOptions,
  ) {
    this.#ring = ring
    this.#bytes = new Uint8Array(shared.ring)
    this.#lines = lines
    this.#replay = replay
    this.#poisoned = poisoned
    this.#early = early
    this.#index = index
  }

  /** Records read since the pipeline was made. */
  get index(): number {
    return this.#index
  }

  /** Formats the next records, up to a slice of the ring, into the batch. Null: the bytes are no record. */
  fill(batch: LineBatch, most: number): Filled | null {
    const ring = this.#ring
    const result = { filtered: 0, failed: 0 }
    const start = ring.offset
    const bytes = this.#sliceBytes(most)
    if (bytes === 0) return null
    this.#lines.load(start, start + bytes)
    let text = ''
    for (let done = 0; done < bytes && text.length < TEXT_CHARS;) {
      const length = ring.lengthAhead(0)
      const at = start + done
      const level = this.#bytes[at + record.OFFSET_LEVEL] as number
      const internal = ((this.#bytes[at + record.OFFSET_FLAGS] as number) & record.FLAG_INTERNAL) !== 0
      if (!internal && this.#isFiltered(level)) {
        result.filtered++
        this.#leftOut.push(at)
      } else if (this.#replay.isPoison(ring.position, null)) {
        if (!internal) result.failed++
        this.#leftOut.push(at)
        this.#poisoned([internal ? INTERNAL_LINE : level])
      } else {
        try {
          text += this.#lines.line(at, this.#index)
          batch.levels.push(internal ? INTERNAL_LINE : level)
        } catch (error) {
          if (!internal) result.failed++
          this.#leftOut.push(at)
          diagnose('pipeline', 'a record could not be decoded', { error: String(error) })
        }
      }
      this.#index++
      ring.advance(length)
      done += record.align8(length)
    }
    if (text !== '') batch.append(text)
    return result
  }

  /** Where those of the last records start that no sink is offered: filtered, or not to be decoded. Given once. */
  takeLeftOut(): readonly number[] {
    const leftOut = this.#leftOut
    if (leftOut.length > 0) this.#leftOut = []
    return leftOut
  }

  /** Bytes of the whole records that a slice from here may hold: at least one, and none beyond the wrap. */
  #sliceBytes(room: number): number {
    const most = Math.min(SLICE_BYTES, room, this.#ring.untilWrap)
    let bytes = 0
    do {
      const length = this.#ring.lengthAhead(bytes)
      if (length === 0) break
      bytes += record.align8(length)
    } while (bytes < most)
    return bytes
  }

  #isFiltered(level: number): boolean {
    const early = this.#early
    if (early === null) return false
    if (this.#index < early.count) return level < early.level
    this.#early = null
    return false
  }
}
