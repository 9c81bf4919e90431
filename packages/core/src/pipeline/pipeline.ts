// NOTE from the lead to whoever adds the bulkheads (delete when done): the ring may be released (READ) only up to the
// smallest position that EVERY sink has delivered or failed: what a sink holds in its heap queue dies with the thread, and a
// successor replays from READ. So: tag each queued chunk with the ring position at its end; on delivery the sink's lane
// acked = that position; release READ = min(acked over the sinks). The heap queue is then only a cache of formatted
// bytes, bounded; when one sink's queue is full the pipeline stops taking, and the ring is the buffer behind it.
// Keep per sink: `acked` position readable (a getter on SinkRunner), because it will be kept in shared memory (lease lanes)
// so that a successor skips what a faster sink already has. Keep pipeline.turn() synchronous when all sinks are.
import * as record from '../codec/record-layout.ts'
import * as counter from '../observe/counters.ts'
import { diagnose } from '../observe/diagnostics.ts'
import { RingConsumer } from '../ring/consumer.ts'
import type { SharedPipeline } from '../ring/layout.ts'
import type { Sink } from '../sinks/sink.ts'
import { createLineFormatter, type LineFormatter, type LineOptions } from './format/line-formatter.ts'
import { ShapeTable } from './format/shape-table.ts'
import { INTERNAL_LINE, LineBatch } from './line-batch.ts'
import type { EarlyRecords } from './thread-messages.ts'
import { lossLine } from './loss-line.ts'
import { SinkRunner } from './sink-runner.ts'

export interface PipelineOptions extends LineOptions {
  readonly sinks: readonly Sink[]
  readonly early: EarlyRecords | null
}

/** Receives each batch after the sinks; must not throw. */
export type Tap = (batch: LineBatch) => void

/** Bytes of the ring decoded to text at once. Larger ones land in large-object space and halve the throughput. */
const SLICE_BYTES = 16 * 1024
/** Characters formatted before they are written to the batch. */
const TEXT_CHARS = 32 * 1024
/** A batch is handed over when it has grown to this. */
const BATCH_BYTES = 64 * 1024
const MAX_LINE_CHARS = 64 * 1024

/** Takes records from the ring, formats them and hands them to the sinks: one batch a turn. */
export class Pipeline {
  readonly #ring: RingConsumer
  readonly #counters: Float64Array
  readonly #bytes: Uint8Array
  readonly #shapes: ShapeTable
  readonly #lines: LineFormatter
  readonly #batch = new LineBatch(BATCH_BYTES + (TEXT_CHARS + MAX_LINE_CHARS) * 3)
  readonly #sinks: readonly SinkRunner[]
  #early: PipelineOptions['early']
  /** Records read since the pipeline was made, by any generation of its thread. */
  #index: number
  tap: Tap | null = null

  constructor(shared: SharedPipeline, options: PipelineOptions) {
    this.#ring = new RingConsumer(shared)
    this.#counters = new Float64Array(shared.counters)
    this.#bytes = new Uint8Array(shared.ring)
    this.#shapes = new ShapeTable(shared.dictionary)
    this.#lines = createLineFormatter(shared.ring, this.#shapes, options)
    this.#sinks = options.sinks.map(
      (sink, i) =>
        new SinkRunner(sink, i, this.#counters, (name, loss) =>
          lossLine(name, loss, options, (level) => this.#shapes.levelName(level)),
        ),
    )
    this.#early = options.early
    this.#index = this.#counters[counter.RECORDS_READ] as number
  }

  /** Records of one batch handed to the sinks; 0 when the ring is empty. A promise while a sink is busy. */
  turn(): number | Promise<number> {
    const waiting = this.#ring.refresh()
    if (waiting === 0) return 0
    if (waiting > (this.#counters[counter.HIGH_WATERMARK] as number))
      this.#counters[counter.HIGH_WATERMARK] = waiting
    this.#shapes.catchUp()
    this.#batch.clear()
    const before = this.#index
    let filtered = 0
    let failed = 0
    while (!this.#ring.empty && this.#batch.byteLength < BATCH_BYTES) {
      const result = this.#slice()
      filtered += result.filtered
      failed += result.failed
    }
    const taken = recordCount(this.#batch) + failed
    const done = (): number => {
      this.#counters[counter.FILTERED_LEVEL] = (this.#counters[counter.FILTERED_LEVEL] as number) + filtered
      this.#counters[counter.FAILED_DECODE] = (this.#counters[counter.FAILED_DECODE] as number) + failed
      this.#counters[counter.TAKEN] = (this.#counters[counter.TAKEN] as number) + taken
      this.#counters[counter.RECORDS_READ] = this.#index
      this.tap?.(this.#batch)
      this.#ring.release()
      return this.#index - before
    }
    if (this.#batch.count === 0) return done()
    const pending = this.#deliver()
    return pending === null ? done() : pending.then(done)
  }

  #deliver(): Promise<unknown> | null {
    let pending: Promise<void>[] | null = null
    for (const sink of this.#sinks) {
      const busy = sink.deliver(this.#batch)
      if (busy !== undefined) (pending ??= []).push(busy)
    }
    return pending === null ? null : Promise.all(pending)
  }

  /** Formats the next records, up to a slice of the ring, into the batch. */
  #slice(): { filtered: number; failed: number } {
    const ring = this.#ring
    const result = { filtered: 0, failed: 0 }
    const start = ring.offset
    const bytes = this.#sliceBytes()
    if (bytes === 0) return this.#skipCorrupt(result)
    this.#lines.load(start, start + bytes)
    let text = ''
    for (let done = 0; done < bytes && text.length < TEXT_CHARS;) {
      const length = ring.lengthAhead(0)
      const level = this.#bytes[start + done + record.OFFSET_LEVEL] as number
      const internal =
        ((this.#bytes[start + done + record.OFFSET_FLAGS] as number) & record.FLAG_INTERNAL) !== 0
      if (!internal && this.#isFiltered(level)) result.filtered++
      else {
        try {
          text += this.#lines.line(start + done, this.#index)
          this.#batch.levels.push(internal ? INTERNAL_LINE : level)
        } catch (error) {
          if (!internal) result.failed++
          diagnose('pipeline', 'a record could not be decoded', { error: String(error) })
        }
      }
      this.#index++
      ring.advance(length)
      done += record.align8(length)
    }
    if (text !== '') this.#batch.append(text)
    return result
  }

  /** Bytes of the whole records that a slice from here may hold: at least one, and none beyond the wrap. */
  #sliceBytes(): number {
    const most = Math.min(SLICE_BYTES, this.#ring.untilWrap)
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

  /** The ring is memory that user code could reach: bytes that are no record are given up, loudly. */
  #skipCorrupt(result: { filtered: number; failed: number }): { filtered: number; failed: number } {
    const skipped = this.#ring.skipAll()
    this.#counters[counter.CORRUPT_BYTES] = (this.#counters[counter.CORRUPT_BYTES] as number) + skipped
    diagnose('pipeline', 'the queue holds bytes that are no records; they were skipped', { bytes: skipped })
    return result
  }

  async flush(): Promise<void> {
    await Promise.all(this.#sinks.map((sink) => sink.flush()))
  }

  async close(): Promise<void> {
    await Promise.all(this.#sinks.map((sink) => sink.close()))
  }
}

function recordCount(batch: LineBatch): number {
  let n = 0
  for (const level of batch.levels) if (level !== INTERNAL_LINE) n++
  return n
}
