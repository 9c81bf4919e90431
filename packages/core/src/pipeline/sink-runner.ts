import { sinkCell, type SinkCell } from '../observe/counters.ts'
import { diagnose } from '../observe/diagnostics.ts'
import type { Loss } from '../ring/loss.ts'
import type { Sink } from '../sinks/sink.ts'
import { SinkWriteError } from '../sinks/sink-write-error.ts'
import { INTERNAL_LINE, LineBatch } from './line-batch.ts'

/** The line that tells a sink what it missed. */
export type WriteLossLine = (sink: string, loss: Loss) => string

const LOSS_LINE_BYTES = 8192

/** One sink with its counters: delivers batches in order, counts failures, and announces them once it writes again. */
export class SinkRunner {
  readonly #sink: Sink
  readonly #index: number
  readonly #counters: Float64Array
  readonly #lossLine: WriteLossLine
  readonly #lossBatch = new LineBatch(LOSS_LINE_BYTES)
  #loss: Loss | null = null

  constructor(sink: Sink, index: number, counters: Float64Array, lossLine: WriteLossLine) {
    this.#sink = sink
    this.#index = index
    this.#counters = counters
    this.#lossLine = lossLine
  }

  get name(): string {
    return this.#sink.name
  }

  /** Settles when the sink has the batch or has failed; never rejects. */
  deliver(batch: LineBatch): void | Promise<void> {
    const records = recordsIn(batch, 0)
    this.#count('accepted', records)
    if (this.#loss !== null) return this.#announceAnd(batch, records)
    return this.#write(batch, records)
  }

  #write(batch: LineBatch, records: number): void | Promise<void> {
    try {
      const pending = this.#sink.write(batch)
      if (pending === undefined) return this.#count('delivered', records)
      return pending.then(
        () => this.#count('delivered', records),
        (error: unknown) => this.#fail(batch, error),
      )
    } catch (error) {
      return this.#fail(batch, error)
    }
  }

  async #announceAnd(batch: LineBatch, records: number): Promise<void> {
    const loss = this.#loss as Loss
    this.#lossBatch.clear()
    this.#lossBatch.levels.push(INTERNAL_LINE)
    this.#lossBatch.append(this.#lossLine(this.name, loss))
    try {
      await this.#sink.write(this.#lossBatch)
      this.#count('lossRecords', 1)
      this.#loss = null
    } catch (error) {
      // Still failing: the batch would overtake the loss it must follow.
      return this.#fail(batch, error instanceof SinkWriteError ? error.cause : error)
    }
    await this.#write(batch, records)
  }

  #fail(batch: LineBatch, error: unknown): void {
    const written = error instanceof SinkWriteError ? error.written : 0
    const missed = recordsIn(batch, written)
    this.#count('delivered', recordsIn(batch, 0) - missed)
    this.#count('failed', missed)
    const at = Date.now()
    this.#loss ??= { count: 0, levels: new Map(), firstAt: at, lastAt: at }
    this.#loss.count += missed
    this.#loss.lastAt = at
    for (let i = written; i < batch.levels.length; i++) {
      const level = batch.levels[i] as number
      if (level !== INTERNAL_LINE) this.#loss.levels.set(level, (this.#loss.levels.get(level) ?? 0) + 1)
    }
    if (this.#loss.count === 0) this.#loss = null
    diagnose('sink', 'write failed', { sink: this.name, records: missed, error: String(error) })
  }

  async flush(): Promise<void> {
    try {
      await this.#sink.flush?.()
    } catch (error) {
      diagnose('sink', 'flush failed', { sink: this.name, error: String(error) })
    }
  }

  async close(): Promise<void> {
    try {
      await this.#sink.close?.()
    } catch (error) {
      diagnose('sink', 'close failed', { sink: this.name, error: String(error) })
    }
  }

  #count(cell: SinkCell, n: number): void {
    const at = sinkCell(this.#index, cell)
    this.#counters[at] = (this.#counters[at] as number) + n
  }
}

function recordsIn(batch: LineBatch, from: number): number {
  let n = 0
  for (let i = from; i < batch.levels.length; i++) if (batch.levels[i] !== INTERNAL_LINE) n++
  return n
}
