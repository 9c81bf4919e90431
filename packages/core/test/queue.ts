import { EMPTY_BLOCK } from '../src/codec/context-block.ts'
import type { RecordSource } from '../src/codec/record-encoder.ts'
import { state } from '../src/logger/shared-state.ts'
import * as counter from '../src/observe/counters.ts'
import { Pipeline } from '../src/pipeline/pipeline.ts'
import { RingConsumer } from '../src/ring/consumer.ts'
import { createSharedPipeline, type RingSize, type SharedPipeline } from '../src/ring/layout.ts'
import { createLease, Lease } from '../src/ring/lease.ts'
import { createProducer, type Producer } from '../src/ring/producer.ts'
import type { Line } from './lines.ts'

export interface QueueOptions {
  readonly size?: RingSize
  readonly start?: number
  readonly onFull?: 'drop' | 'block'
  readonly waitMs?: number
}

/** Room for three ordinary records of any size, and for a fourth, protected one. */
export const SIZE = { capacity: 32 * 1024, maxRecord: 8192, reserve: 8192 } as const

const PIECE = 500

/** Both ends of a queue on one thread: nothing is read before the test says so. */
export class Queue {
  readonly shared: SharedPipeline
  readonly producer: Producer
  /** What was read so far, as printed. */
  readonly lines: Line[] = []
  readonly source: RecordSource = { name: 'queue', nameRef: 0, bound: EMPTY_BLOCK }
  readonly drops: counter.DropReason[] = []
  wakes = 0
  #pipeline: Pipeline | null = null

  constructor({ size = SIZE, start = 0, onFull = 'drop', waitMs = 50 }: QueueOptions = {}) {
    this.shared = createSharedPipeline(size, start)
    this.producer = createProducer(this.shared, {
      ...state.making,
      onFull,
      waitMs,
      wake: () => this.wakes++,
      onDrop: (reason) => this.drops.push(reason),
    })
  }

  #open(): Pipeline {
    return new Pipeline(this.shared, {
      ids: { fixed: '7000-8000', base: 0 },
      diagnostics: {},
      schemaVersion: false,
      baseContext: null,
      early: null,
      lease: new Lease(this.shared, createLease(0, 1)),
      caution: null,
      inDoubt: [],
      sinks: [
        {
          name: 'lines',
          write: (batch) => {
            this.lines.push(...batch.lines().map((line) => JSON.parse(line) as Line))
          },
        },
      ],
    })
  }

  /** INFO unless another level is given; `size` characters of text make it that large. */
  log(i: number, { level = 20, size = 0 }: { level?: number; size?: number } = {}): boolean {
    return this.producer.log(this.source, level, 'line', fieldsOf(i, size), undefined)
  }

  /** Logs until a record is refused; how many were admitted. */
  fill(from = 0, options: { level?: number; size?: number } = { size: 2000 }): number {
    let i = from
    while (this.log(i, options)) i++
    return i - from
  }

  /** Reads and frees everything. */
  readAll(): void {
    this.#pipeline ??= this.#open()
    while ((this.#pipeline.turn() as number) > 0);
  }

  /** Frees this many records unread. */
  skip(records: number): void {
    const consumer = new RingConsumer(this.shared)
    consumer.refresh()
    for (let n = 0; n < records; n++) consumer.advance(consumer.lengthAhead(0))
    consumer.release(consumer.position)
    // The next reader begins where this one has freed the ring.
    this.#pipeline = null
  }

  dropped(reason: counter.DropReason = 'queue_full'): number {
    return this.#count(counter.DROPPED + counter.DROP_REASONS.indexOf(reason))
  }

  get submitted(): number {
    return this.#count(counter.SUBMITTED)
  }

  #count(cell: number): number {
    return new Float64Array(this.shared.counters)[cell] as number
  }
}

/** About `size` bytes, in texts that no limit cuts. */
export function fieldsOf(i: number, size: number): Record<string, number | string> {
  const fields: Record<string, number | string> = { i }
  for (let left = size, n = 0; left > 0; left -= PIECE, n++)
    fields[`text${n}`] = 'x'.repeat(Math.min(left, PIECE))
  return fields
}
