import { FapilogError } from '../errors/fapilog-error.ts'
import { diagnose } from '../observe/diagnostics.ts'
import { canShare } from '../codec/shared-memory.ts'
import { forThread, type ResolvedConfig } from '../config/resolved-config.ts'
import {
  createSharedPipeline,
  PROGRESS,
  READ,
  type SharedPipeline,
  STATE,
  ThreadState,
} from '../ring/layout.ts'
import { createProducer, type Producer } from '../ring/producer.ts'
import { waitFor } from '../ring/progress.ts'
import type { DisabledSinks, EarlyRecords } from '../pipeline/thread-messages.ts'
import type { LossLedger } from '../ring/loss.ts'
import { countRecords } from '../ring/count-records.ts'
import { resizeRing } from '../ring/resize.ts'
import { RoomWaiters } from '../ring/room-waiters.ts'
import { changeAwaited, waitForAll } from './awaited.ts'
import { modulesOf } from './blame.ts'
import { type DrainResult, type LoggerStats, readStats } from './drain-result.ts'
import { DropReport } from './drop-report.ts'
import type { ExitDrain } from './exit-drain.ts'
import { exitPatience, ExitStall } from './exit-stall.ts'
import { InlineHost } from './inline-host.ts'
import { leaveBehind } from './leave-behind.ts'
import { createMessageIds, type MessageIds } from './message-ids.ts'
import type { DescribePipeline, OnLines, PipelineHost } from './pipeline-host.ts'
import { recordDiagnostics } from './record-diagnostics.ts'
import type { RecordMaking } from './record-making.ts'
import { refuseFailedSinks } from './sink-failures.ts'
import { ThreadHost } from './thread-host.ts'

/** How long records are written on the caller's thread before another thread is tried. */
const BACK_TO_THREADS_MS = 60_000

const NO_ANSWERS = ': without a thread no sink can answer now'

/** One pipeline as the caller's thread sees it: the queue, its producer, and the thread behind it. */
export class PipelineHandle implements ExitDrain {
  config: ResolvedConfig
  producer: Producer
  readonly waiters: RoomWaiters
  /** True while records are kept until the configuration is known. */
  provisional: boolean
  /** Whether a drain has ended: another configuration may then take its place. */
  drained = false
  readonly #making: RecordMaking<PipelineHandle>
  readonly #ids: MessageIds = createMessageIds()
  #shared: SharedPipeline
  #host: PipelineHost
  #early: EarlyRecords | null = null
  /** Calls of `ready()` that wait. */
  #awaitedReady = 0
  #subscribed: number | null = null
  readonly #dropReport = new DropReport()
  #exitStall = new ExitStall()
  #exitDeadline = 0
  /** After a deadline that has passed: whether the sinks that were in time have everything before a position. */
  #othersHave: ((position: number) => boolean) | null = null
  #onLines: OnLines | null = null

  /** `start` is where the positions of the queue begin, see `createSharedPipeline`. */
  constructor(config: ResolvedConfig, making: RecordMaking<PipelineHandle>, provisional: boolean, start = 0) {
    this.config = config
    this.provisional = provisional
    this.#making = making
    this.#shared = createSharedPipeline(config.queue, start)
    this.#host = this.#createHost()
    this.producer = this.#createProducer()
    this.waiters = new RoomWaiters(this.#shared, this.producer, config.queue.asyncWaitMs)
    making.onActive(this, true)
    if (!provisional) this.#host.start()
  }

  /** Ends the provisional time: records below the configured level are filtered by the thread. */
  settle(config: ResolvedConfig): void {
    if (!this.provisional) return
    this.provisional = false
    const { queue } = this.config
    this.config = config
    const changed =
      queue.capacity !== config.queue.capacity ||
      queue.onFull !== config.queue.onFull ||
      queue.waitMs !== config.queue.waitMs
    // A record that is being encoded, by a getter that configures, goes to the queue that it was begun in.
    if (changed && !this.producer.encoding()) this.#resize()
    else if (config.thread.mode === 'inline') this.#host = this.#createHost()
    this.waiters.moveTo(this.#shared, this.producer, config.queue.asyncWaitMs)
    this.#early = { count: countRecords(this.#shared), level: config.level }
    this.#host.held = false
    this.#host.start()
  }

  #resize(): void {
    const { shared, left } = resizeRing(this.#shared, this.config.queue)
    this.#shared = shared
    this.#host = this.#createHost()
    this.producer = this.#createProducer(this.producer.losses)
    for (const level of left) this.producer.drop('queue_full', level)
  }

  #createHost(
    inline = !canShare || this.config.thread.mode === 'inline',
    disabled: DisabledSinks = new Map(),
  ): PipelineHost {
    const describe = (): ReturnType<DescribePipeline> => ({
      config: forThread(this.config),
      ids: this.#ids,
      early: this.#early,
      diagnostics: recordDiagnostics(this.config),
      baseContext: this.#baseContext(),
      subscribed: this.#subscribed,
    })
    const host = inline
      ? new InlineHost(this.#shared, describe, disabled)
      : new ThreadHost(this.#shared, {
          describe,
          sinks: () => this.config.sinks,
          isAwaited: () => this.#awaitedReady > 0,
          onNoThreads: (refusal) => this.#goInline(refusal),
        })
    host.held = this.provisional
    host.onActive = (active) => {
      if (active || this.#isEmpty()) this.#making.onActive(this, active)
    }
    host.onLines = (lines, levels) => this.#onLines?.(lines, levels)
    return host
  }

  /** Modules of sinks stay out: nobody asked for them on this thread. */
  #goInline(refusal: string | null): void {
    const details = refusal === null ? {} : { error: refusal }
    diagnose('thread', 'there can be no pipeline thread: records are written on the calling thread', details)
    const host = this.#createHost(true, modulesOf(this.config.sinks, 'there is no thread for its module'))
    this.#host = host
    host.start()
    if (refusal === null) setTimeout(() => void this.#tryThreads(host), BACK_TO_THREADS_MS).unref()
  }

  /** What killed one thread after the other may be over. */
  async #tryThreads(inline: PipelineHost): Promise<void> {
    await inline.stop(this.config.shutdownTimeoutMs)
    if (this.#host !== inline) return
    this.#host = this.#createHost()
    if (!this.#isEmpty()) this.#host.wake()
  }

  #baseContext(): Int32Array | null {
    return this.config.context === null ? null : this.#making.encodeContext(this.config.context).words
  }

  #createProducer(losses?: LossLedger): Producer {
    const { onFull, waitMs } = this.config.queue
    return createProducer(this.#shared, {
      ...this.#making,
      onFull: this.provisional ? 'drop' : onFull,
      waitMs,
      wake: () => this.#host.wake(),
      makeRoom: () => this.#host.makeRoom(),
      onDrop: (reason) => this.config.diagnostics && this.#dropReport.say(reason, () => this.stats().dropped),
      ...(losses === undefined ? {} : { losses }),
    })
  }

  get threadStarts(): number {
    return this.#host.starts
  }

  get threadState(): number {
    return Atomics.load(new Int32Array(this.#shared.control), STATE)
  }

  stats(): LoggerStats {
    return readStats(
      this.#shared,
      this.config.sinks.map((sink) => sink.name),
    )
  }

  #isEmpty(): boolean {
    return Atomics.load(new Int32Array(this.#shared.control), READ) === this.producer.position()
  }

  /** Pushes what waits outside the queue. */
  #allInQueue(): boolean {
    this.waiters.publish()
    this.producer.announceLoss()
    return this.waiters.size === 0
  }

  /** Resolves when the thread runs with all its sinks. Rejects when it does not come up in time, or without one. */
  async ready(timeoutMs: number): Promise<void> {
    await this.#untilSettled()
    this.#awaitedReady++
    this.#host.start()
    const running = await waitFor(this.#shared, () => this.threadState === ThreadState.running, timeoutMs)
    this.#awaitedReady--
    if (running) return refuseFailedSinks(this.#host.sinkFailures())
    throw new FapilogError('FAPILOG_E_THREAD', `the pipeline thread was not ready after ${timeoutMs} ms`)
  }

  /** True when every sink has all that was logged before the call. */
  async flush(timeoutMs: number): Promise<boolean> {
    await this.#untilSettled()
    this.producer.announceLoss()
    const lastWaiter = this.waiters.last
    let target: number | null = null
    const control = new Int32Array(this.#shared.control)
    const reached = (): boolean => {
      this.waiters.publish()
      if (target === null && this.waiters.first > lastWaiter) target = this.producer.position()
      return target !== null && ((Atomics.load(control, READ) - target) | 0) >= 0
    }
    const flushed = await waitForAll(this.#shared, () => this.#host.wake(), reached, timeoutMs)
    // The thread sends lines to subscribers before it frees their records.
    this.#host.receive()
    return flushed
  }

  /** Within two turns of the loop, which it keeps alive: before that the queue may be changed for another one. */
  async #untilSettled(): Promise<void> {
    while (this.provisional) await new Promise((resolve) => setImmediate(resolve))
  }

  /** Empties the queue and ends the thread; later records start another one. Never rejects. */
  async drain(timeoutMs: number): Promise<DrainResult> {
    const start = performance.now()
    const left = (): number => Math.max(0, timeoutMs - (performance.now() - start))
    await this.#untilSettled()
    const isThrough = (): boolean => this.#allInQueue() && this.#isEmpty()
    const empty = await waitForAll(this.#shared, () => this.#host.wake(), isThrough, left())
    this.#host.receive()
    const ended = empty && (await this.#host.stop(left()))
    this.drained = true
    return {
      ...this.stats(),
      complete: empty && ended,
      durationMs: Math.round((performance.now() - start) * 1000) / 1000,
    }
  }

  /** `lines` arrive on this thread, at `level` and above; null ends it. */
  subscribe(level: number | null, onLines: OnLines): void {
    this.#subscribed = level
    this.#onLines = level === null ? null : onLines
    this.#host.request({ kind: 'subscribe', level })
  }

  /** Tells the thread, if one runs, to begin new files: one that is yet to start does so anyway. */
  reopen(): void {
    this.#host.request({ kind: 'reopen' })
  }

  /** While it is flushed for the end: a thread that hangs has to go in time for the other sinks. */
  reviveBeforeExit(deadline: number, timeoutMs: number): void {
    if (this.#isEmpty()) return
    const stalledMs = this.#exitStall.look(Atomics.load(new Int32Array(this.#shared.control), PROGRESS))
    const patienceMs = exitPatience(Math.min(timeoutMs, this.config.exitTimeoutMs))
    this.#host.revive(stalledMs, { deadline, patienceMs })
  }

  beginExit(deadline: number): void {
    this.producer.abandon()
    if (this.provisional) this.settle(this.config)
    this.producer.announceLoss()
    this.#exitDeadline = deadline
    changeAwaited(this.#shared, 1)
    this.#host.wake()
  }

  continueExit(): number | null {
    const control = new Int32Array(this.#shared.control)
    const seen = Atomics.load(control, PROGRESS)
    const allInQueue = this.#allInQueue()
    if (allInQueue && (this.#isEmpty() || this.#othersHave?.(this.producer.position()) === true)) return null
    const times = { deadline: this.#exitDeadline, patienceMs: exitPatience(this.config.exitTimeoutMs) }
    if (this.#host.pushAtExit(this.#exitStall.look(seen), times)) return seen
    // Published while the pipeline wrote the rest on this thread.
    if (Atomics.load(control, PROGRESS) !== seen) return this.continueExit()
    this.giveUpExit()
    return null
  }

  awaitProgress(token: number, ms: number): void {
    Atomics.wait(new Int32Array(this.#shared.control), PROGRESS, token, ms)
  }

  giveUpExit(): void {
    const why = performance.now() < this.#exitDeadline ? NO_ANSWERS : ' before the deadline'
    // Said once, and nothing that is logged afterwards waits for those sinks again.
    if (this.#othersHave !== null) return
    diagnose('exit', `records were not delivered${why}`, { pending: this.stats().pending })
    this.#othersHave = leaveBehind(this.#shared, this.config.sinks.length, this.producer.position())
    this.#exitStall = new ExitStall()
  }
}
