import * as counter from '../observe/counters.ts'
import { diagnose } from '../observe/diagnostics.ts'
import { RingConsumer } from '../ring/consumer.ts'
import { AWAITED, type SharedPipeline } from '../ring/layout.ts'
import type { Lease } from '../ring/lease.ts'
import { Misses } from '../ring/misses.ts'
import type { InDoubt } from '../ring/take-over.ts'
import type { Sink } from '../sinks/sink.ts'
import { acknowledge } from './acknowledge.ts'
import { BatchFiller, MOST_FILLED_BYTES } from './batch-filler.ts'
import { createLineFormatter, type LineOptions } from './format/line-formatter.ts'
import { ShapeTable } from './format/shape-table.ts'
import { countRecords, LineBatch } from './line-batch.ts'
import type { Caution, EarlyRecords } from './thread-messages.ts'
import { lossLine } from './loss-line.ts'
import { OfferInTurn, offerToAll } from './offer.ts'
import { Replay } from './replay.ts'
import type { Segment } from './segment.ts'
import type { Offer } from './sink-queue.ts'
import { SinkRunner } from './sink-runner.ts'
import type { Tap } from './tap.ts'

export interface PipelineOptions extends LineOptions {
  /** In the order of the configuration; null: one that could not be set up. */
  readonly sinks: readonly (Sink | null)[]
  readonly early: EarlyRecords | null
  readonly lease: Lease
  /** What the thread before this one died of. */
  readonly caution: Caution | null
  readonly inDoubt: readonly InDoubt[]
}

/** A batch is handed over when it has grown to this. */
const BATCH_BYTES = 64 * 1024

/**
 * Takes records from the ring, formats them and hands them to the sinks: one batch a turn. The ring is freed, and the
 * counters move, only as far as every sink has written, or given up: a thread that takes this one's place goes on there.
 */
export class Pipeline {
  readonly #ring: RingConsumer
  readonly #counters: Float64Array
  readonly #shapes: ShapeTable
  readonly #filler: BatchFiller
  readonly #batches: LineBatch[] = []
  readonly #lease: Lease
  readonly #control: Int32Array
  /** In the order of the configuration; null: a sink that gets nothing. */
  readonly #sinks: readonly (SinkRunner | null)[]
  /** Those that get nothing. */
  readonly #outOfOrder: readonly number[]
  readonly #segments: Segment[] = []
  readonly #misses: Misses
  readonly #replay: Replay
  /** The position of a batch that some sinks have yet to be offered. */
  #offering: number | null = null
  readonly #inTurn = new OfferInTurn()
  tap: Tap | null = null

  constructor(shared: SharedPipeline, options: PipelineOptions) {
    this.#ring = new RingConsumer(shared)
    this.#counters = new Float64Array(shared.counters)
    this.#shapes = new ShapeTable(shared.dictionary)
    this.#lease = options.lease
    this.#control = new Int32Array(shared.control)
    this.#misses = new Misses(shared)
    this.#replay = new Replay(this.#control, options.sinks.length, this.#ring.position, options.caution)
    this.#sinks = options.sinks.map((sink, i) => (sink === null ? null : this.#runner(sink, i, options)))
    this.#outOfOrder = this.#sinks.flatMap((sink, i) => (sink === null ? [i] : []))
    for (const sink of this.#outOfOrder) {
      this.#counters[counter.sinkCell(sink, 'state')] = counter.SINK_STATES.indexOf('failed')
    }
    for (const { sink, levels } of options.inDoubt) this.#sinks[sink]?.announceLoss('in_doubt', levels)
    const poisoned = (levels: readonly number[]): void => {
      for (const sink of this.#sinks) sink?.announceLoss('poison', levels)
    }
    const lines = createLineFormatter(shared.ring, this.#shapes, options)
    const index = this.#counters[counter.RECORDS_READ] as number
    this.#filler = new BatchFiller(shared, this.#ring, lines, {
      early: options.early,
      index,
      replay: this.#replay,
      poisoned,
    })
  }

  #runner(sink: Sink, index: number, options: PipelineOptions): SinkRunner {
    return new SinkRunner(sink, index, {
      counters: this.#counters,
      lease: this.#lease,
      cautiousUntil: options.caution?.until ?? null,
      acknowledge: (end) => acknowledge(this.#control, index, end),
      isBounded: () => Atomics.load(this.#control, AWAITED) === 0,
      lossLine: (name, reason, loss) =>
        lossLine(name, reason, loss, options, (level) => this.#shapes.levelName(level)),
      onReleased: () => {
        this.#release()
        this.#inTurn.letGo()
      },
      onMissed: (start, records) => this.#miss(start, records),
    })
  }

  /** Whether records were published that it has not taken yet. */
  get hasMore(): boolean {
    return this.#ring.refresh() !== 0
  }

  /** Whether a sink still has something to write. */
  get busy(): boolean {
    return this.#segments.length > 0
  }

  /** Whether another thread has taken this one's place. */
  get deposed(): boolean {
    return this.#lease.revoked
  }

  /**
   * Records of one batch handed to the sinks; 0 when there are none, or when this thread is deposed. A promise while a
   * sink has no room for more.
   */
  turn(): number | Promise<number> {
    if (this.#ring.refresh() === 0) return 0
    this.#shapes.catchUp()
    const batch = this.#freeBatch()
    const start = this.#ring.position
    const before = this.#filler.index
    this.#lease.at(start)
    const room = this.#replay.room(start)
    let filtered = 0
    let failed = 0
    for (let left = room; !this.#ring.empty && batch.byteLength < BATCH_BYTES && left > 0;) {
      const result = this.#filler.fill(batch, left)
      if (result === null) {
        this.#skipCorrupt()
        break
      }
      left = room - ((this.#ring.position - start) >>> 0)
      filtered += result.filtered
      failed += result.failed
    }
    const leftOut = this.#filler.takeLeftOut()
    const records = countRecords(batch.levels)
    const { index } = this.#filler
    const read = index - before
    const end = this.#ring.position
    const segment = { start, end, index, filtered, failed, taken: records + failed }
    const spared = this.#sinks.filter((_, i) => this.#replay.isPoison(start, i) && !this.#replay.has(i, end))
    const takers = this.#sinks.filter((sink, i) => !spared.includes(sink) && !this.#replay.has(i, end))
    const committed = this.#lease.commit(() => {
      const highest = this.#counters[counter.HIGH_WATERMARK] as number
      this.#counters[counter.HIGH_WATERMARK] = Math.max(highest, this.#ring.used)
      for (const sink of [...takers, ...spared]) sink?.accept(records)
      for (const offset of leftOut) this.#misses.leaveOut(offset)
      for (const sink of this.#outOfOrder) this.#passBy(sink, records, end)
    })
    if (!committed) return 0
    this.#segments.push(segment)
    for (const sink of spared) sink?.spare({ levels: batch.levels.slice(), start, end })
    this.tap?.(batch)
    const blocked = batch.count === 0 ? null : this.#offer(takers, { batch, start, end })
    this.#release()
    return blocked === null ? read : blocked.then(() => read)
  }

  /** A sink that is out of order misses these, unless it got them before. Only within a commit. */
  #passBy(sink: number, records: number, end: number): void {
    if (this.#replay.has(sink, end)) return
    for (const cell of ['accepted', 'dropped'] as const) {
      const at = counter.sinkCell(sink, cell)
      this.#counters[at] = (this.#counters[at] as number) + records
    }
    acknowledge(this.#control, sink, end)
  }

  /** One that no sink is writing any more. */
  #freeBatch(): LineBatch {
    let batch = this.#batches.find(({ borrowers }) => borrowers === 0)
    if (batch === undefined) {
      batch = new LineBatch(BATCH_BYTES + MOST_FILLED_BYTES)
      this.#batches.push(batch)
    }
    batch.clear()
    return batch
  }

  #offer(sinks: readonly (SinkRunner | null)[], offer: Offer): Promise<unknown> | null {
    if (!this.#replay.cautious || !this.#inTurn.isNeededFor(sinks)) return offerToAll(sinks, offer)
    this.#offering = offer.start
    return this.#inTurn.offer(sinks, offer).then(() => {
      this.#offering = null
      this.#release()
    })
  }

  #miss(start: number, records: number): void {
    const segment = this.#segments.find((candidate) => candidate.start === start)
    if (segment !== undefined) this.#misses.markLast(start, segment.end, records)
  }

  /** Frees the ring up to the first record that a sink still holds on to. */
  #release(): void {
    let upTo = this.#offering ?? this.#ring.position
    for (const sink of this.#sinks) {
      const heldFrom = sink?.heldFrom ?? null
      if (heldFrom !== null && ((heldFrom - upTo) | 0) < 0) upTo = heldFrom
    }
    const open = this.#segments.findIndex(({ end }) => ((end - upTo) | 0) > 0)
    const done = open === -1 ? this.#segments.length : open
    if (done === 0) return
    this.#lease.commit(() => {
      for (const segment of this.#segments.splice(0, done)) this.#count(segment)
      this.#ring.release(upTo)
    })
  }

  #count(segment: Segment): void {
    const counters = this.#counters
    counters[counter.FILTERED_LEVEL] = (counters[counter.FILTERED_LEVEL] as number) + segment.filtered
    counters[counter.FAILED_DECODE] = (counters[counter.FAILED_DECODE] as number) + segment.failed
    counters[counter.FAILED_SINK] =
      (counters[counter.FAILED_SINK] as number) + this.#misses.take(segment.start, segment.end)
    counters[counter.TAKEN] = (counters[counter.TAKEN] as number) + segment.taken
    counters[counter.RECORDS_READ] = segment.index
  }

  /** The ring is memory that user code could reach: bytes that are no record are given up, loudly. */
  #skipCorrupt(): void {
    const skipped = this.#ring.skipAll()
    this.#lease.commit(() => {
      this.#counters[counter.CORRUPT_BYTES] = (this.#counters[counter.CORRUPT_BYTES] as number) + skipped
    })
    diagnose('pipeline', 'the queue holds bytes that are no records; they were skipped', { bytes: skipped })
  }

  /** Whoever waits for all that was logged has come, or left: a full queue holds the pipeline up no more, or again. */
  unblock(): void {
    for (const sink of this.#sinks) sink?.unblock()
  }

  /** As `Sink.finish`. Afterwards only a sink of the user's can still be busy. */
  finish(deadline: number): void {
    for (const sink of this.#sinks) sink?.finish(deadline)
  }

  async flush(): Promise<void> {
    await Promise.all(this.#sinks.map((sink) => sink?.flush() ?? Promise.resolve()))
  }

  async close(): Promise<void> {
    await Promise.all(this.#sinks.map((sink) => sink?.close() ?? Promise.resolve()))
  }
}
