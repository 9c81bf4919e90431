import { type SinkCell, sinkCell } from '../observe/counters.ts'
import { diagnose } from '../observe/diagnostics.ts'
import { Phase } from '../ring/lease.ts'
import type { Batch, Sink, SinkLimits } from '../sinks/sink.ts'
import { countRecords, INTERNAL_LINE, LineBatch } from './line-batch.ts'
import type { RunnerHost } from './runner-host.ts'
import { callWrite, type Outcome, settlesWithin, whenLate } from './sink-call.ts'
import { SinkHealth } from './sink-health.ts'
import { SinkLosses, type SinkLossReason } from './sink-losses.ts'
import { type Chunk, type Offer, type Part, SinkQueue } from './sink-queue.ts'

interface Current extends Chunk {
  /** The pipeline's own batch, lent for as long as the sink writes it; null for a copy. */
  readonly lender: LineBatch | null
  /** Given up on: what still comes of it changes no counter. */
  abandoned: boolean
}

interface Blocked extends Offer {
  readonly resume: () => void
}

const LOSS_LINES_BYTES = 16 * 1024
const OUR_LIMITS: SinkLimits = { queueBytes: 2 ** 20, timeoutMs: Number.POSITIVE_INFINITY, foreign: false }

/**
 * One sink behind its bulkhead: one write at a time, in order, with a queue of its own for what comes meanwhile. Only
 * when that is full does the pipeline wait for it. A write that takes longer than its limit is given up, and until it
 * settles after all the sink gets nothing: what it misses is counted, and announced before it gets records again.
 */
export class SinkRunner {
  readonly #sink: Sink
  readonly #limits: SinkLimits
  readonly #index: number
  readonly #host: RunnerHost
  readonly #queue: SinkQueue
  readonly #health: SinkHealth
  readonly #losses = new SinkLosses()
  readonly #lossBatch = new LineBatch(LOSS_LINES_BYTES)
  #current: Current | null = null
  #blocked: Blocked | null = null
  #timer: NodeJS.Timeout | undefined
  /** The current write was given up and has not settled. */
  #stuck = false
  /** Loss records written and not yet counted. */
  #announced = 0

  constructor(sink: Sink, index: number, host: RunnerHost) {
    this.#sink = sink
    this.#limits = sink.limits ?? OUR_LIMITS
    this.#index = index
    this.#host = host
    this.#queue = new SinkQueue(this.#limits.queueBytes, host.cautiousUntil, host.isBounded)
    this.#health = new SinkHealth(sink.name, sink.standsIn === true ? 'failed' : 'healthy', (state) => {
      host.counters[sinkCell(index, 'state')] = state
    })
  }

  get name(): string {
    return this.#sink.name
  }

  /** Whether it is the user's code. */
  get foreign(): boolean {
    return this.#limits.foreign
  }

  /** The position in the ring from which on this sink still needs the records; null: from none. */
  get heldFrom(): number | null {
    return this.#current === null || this.#stuck ? null : (this.#current.parts[0] as Part).start
  }

  /** Counts the records of a batch that is offered next. Only within a commit. */
  accept(records: number): void {
    this.#count('accepted', records)
    this.#count('pending', records)
  }

  /** A promise when there is no room: the batch must stay as it is until it resolves. Never rejects. */
  offer(batch: LineBatch, start: number, end: number): void | Promise<void> {
    if (this.#stuck) {
      this.#host.lease.commit(() => this.#drop({ levels: batch.levels, start, end }))
      return
    }
    if (this.#current === null) return this.#run(this.#chunkOf(batch, start, end))
    if (this.#queue.push(batch, start, end)) return
    return new Promise((resume) => {
      this.#blocked = { batch, start, end, resume }
    })
  }

  /** Leaves out records that its module does not survive, in their turn: it may still be writing those before them. */
  spare(part: Part): void {
    if (this.#current === null || this.#stuck) this.#leaveOut(part)
    else this.#queue.pushSpared(part)
  }

  #leaveOut(part: Part): void {
    this.#host.lease.commit(() => void this.#lose(part, 'poison', 'failed'))
  }

  /** Tells the sink, before its next records, of some that it did not get; these are counted elsewhere. */
  announceLoss(reason: SinkLossReason, levels: readonly number[]): void {
    this.#losses.add(reason, levels, 0)
  }

  #chunkOf(batch: LineBatch, start: number, end: number): Current {
    const { levels } = batch
    if (!this.#limits.foreign)
      return { batch, parts: [{ levels, start, end }], lender: batch, abandoned: false }
    const parts = [{ levels: levels.slice(), start, end }]
    return { batch: batch.copy(), parts, lender: null, abandoned: false }
  }

  #run(chunk: Current): void {
    const outcome = this.#write(chunk)
    if (!(outcome instanceof Promise)) {
      this.#commit(chunk, outcome)
      return
    }
    this.#current = chunk
    if (chunk.lender !== null) chunk.lender.borrowers++
    this.#startTimer(chunk)
    void outcome.then((settled) => this.#settled(chunk, settled))
  }

  #write(chunk: Current): Outcome | Promise<Outcome> {
    const { end } = chunk.parts.at(-1) as Part
    if (!this.#losses.any) return this.#call(chunk.batch, end)
    const announced = this.#announce(end)
    // A batch that got through without it would overtake the loss that it has to follow.
    const next = (failure: Outcome): Outcome | Promise<Outcome> =>
      failure !== null || chunk.abandoned ? failure : this.#call(chunk.batch, end)
    return announced instanceof Promise ? announced.then(next) : next(announced)
  }

  /** For a deposed thread a promise that never settles: nothing more happens here. */
  #call(batch: Batch, end: number): Outcome | Promise<Outcome> {
    const { lease } = this.#host
    if (!lease.claim(this.#index, end)) return new Promise(() => undefined)
    lease.enter(this.#limits.foreign ? Phase.sink + this.#index : Phase.system)
    const outcome = callWrite(this.#sink, batch)
    lease.enter(Phase.running)
    return outcome
  }

  #announce(end: number): Outcome | Promise<Outcome> {
    const losses = this.#losses.take()
    this.#lossBatch.clear()
    for (const [reason, loss] of losses) {
      this.#lossBatch.levels.push(INTERNAL_LINE)
      this.#lossBatch.append(this.#host.lossLine(this.name, reason, loss))
    }
    const settle = (failure: Outcome): Outcome => {
      if (failure === null) this.#announced += losses.length
      else this.#losses.restore(losses)
      return failure === null ? null : { error: failure.error, written: 0 }
    }
    const outcome = this.#call(this.#limits.foreign ? this.#lossBatch.copy() : this.#lossBatch, end)
    return outcome instanceof Promise ? outcome.then(settle) : settle(outcome)
  }

  /** False: another thread has taken over, and has counted these. */
  #commit(chunk: Current, failure: Outcome): boolean {
    let missed = 0
    const committed = this.#host.lease.commit(() => {
      missed = this.#account(chunk, failure)
    })
    if (!committed) return false
    if (failure === null) this.#health.succeeded()
    else this.#health.failed(failure.error, missed)
    return true
  }

  #account(chunk: Current, failure: Outcome): number {
    let records = 0
    for (const { levels } of chunk.parts) records += countRecords(levels)
    const missed = failure === null ? 0 : this.#miss(chunk.parts, failure.written)
    this.#count('pending', -records)
    this.#count('delivered', records - missed)
    this.#count('failed', missed)
    this.#count('lossRecords', this.#announced)
    this.#announced = 0
    this.#host.acknowledge((chunk.parts.at(-1) as Part).end)
    return missed
  }

  /** Of these lines the first `written` got through. The number of records among the others. */
  #miss(parts: readonly Part[], written: number): number {
    let missed = 0
    let line = 0
    for (const { levels, start } of parts) {
      const records = this.#losses.add('sink_failed', levels, Math.max(written - line, 0))
      line += levels.length
      missed += records
      this.#host.onMissed(start, records)
    }
    return missed
  }

  #settled(chunk: Current, outcome: Outcome): void {
    // Ended by `finish` before its promise could.
    if (this.#current !== chunk) return
    clearTimeout(this.#timer)
    if (!chunk.abandoned && !this.#commit(chunk, outcome)) return
    this.#current = null
    this.#stuck = false
    if (chunk.lender !== null) chunk.lender.borrowers--
    this.#next()
    this.#host.onReleased()
  }

  #next(): void {
    while (this.#current === null && !this.#queue.empty) {
      const spared = this.#queue.shiftSpared()
      if (spared === null) this.#run({ ...this.#queue.shift(), lender: null, abandoned: false })
      else this.#leaveOut(spared)
    }
    this.unblock()
  }

  /** Takes what the pipeline waits with, if there is room by now. */
  unblock(): void {
    const blocked = this.#blocked
    if (blocked === null) return
    const { batch, start, end } = blocked
    if (this.#current === null) this.#run(this.#chunkOf(batch, start, end))
    else if (!this.#queue.push(batch, start, end)) return
    this.#blocked = null
    blocked.resume()
  }

  #startTimer(chunk: Current): void {
    const { timeoutMs } = this.#limits
    if (timeoutMs === Number.POSITIVE_INFINITY) return
    this.#timer = whenLate(timeoutMs, () => {
      if (this.#current === chunk) this.#giveUp(chunk)
    })
  }

  #giveUp(chunk: Current): void {
    const error = new Error(`a write did not settle within ${this.#limits.timeoutMs} ms`)
    if (!this.#commit(chunk, { error, written: 0 })) return
    chunk.abandoned = true
    this.#stuck = true
    const blocked = this.#blocked
    this.#blocked = null
    this.#host.lease.commit(() => {
      for (const part of this.#queue.clear()) this.#drop(part)
      if (blocked !== null) this.#drop({ ...blocked, levels: blocked.batch.levels })
    })
    blocked?.resume()
    this.#host.onReleased()
  }

  #drop(part: Part): void {
    this.#health.skipped(this.#lose(part, 'sink_stuck', 'dropped'))
  }

  /** Only within a commit. The number of records. */
  #lose({ levels, start, end }: Part, reason: SinkLossReason, cell: SinkCell): number {
    const records = this.#losses.add(reason, levels, 0)
    this.#host.onMissed(start, records)
    this.#count('pending', -records)
    this.#count(cell, records)
    this.#host.acknowledge(end)
    return records
  }

  /** Where no event loop turns any more: what is under way is settled now, as far as the sink knows how. */
  finish(deadline: number): void {
    const sink = this.#sink
    if (sink.finish === undefined) return
    const chunk = this.#current
    const outcome = callWrite({ write: () => sink.finish?.(deadline) }, chunk?.batch ?? this.#lossBatch)
    if (chunk !== null && !(outcome instanceof Promise)) this.#settled(chunk, outcome)
  }

  flush(): Promise<void> {
    return this.#end('flush', () => (this.#stuck ? undefined : this.#sink.flush?.()))
  }

  close(): Promise<void> {
    return this.#end('close', () => this.#sink.close?.())
  }

  async #end(what: 'flush' | 'close', call: () => unknown): Promise<void> {
    try {
      if (await settlesWithin(call, this.#limits.timeoutMs)) return
      diagnose('sink', `${what} did not settle in time`, { sink: this.name, ms: this.#limits.timeoutMs })
    } catch (error) {
      diagnose('sink', `${what} failed`, { sink: this.name, error })
    }
  }

  #count(cell: SinkCell, n: number): void {
    const at = sinkCell(this.#index, cell)
    this.#host.counters[at] = (this.#host.counters[at] as number) + n
  }
}
