import { MessageChannel, type Worker } from 'node:worker_threads'
import { diagnose } from '../observe/diagnostics.ts'
import type { SinkFailure, ThreadData, ThreadRequest } from '../pipeline/thread-messages.ts'
import type { ResolvedSink } from '../config/settings.ts'
import {
  CONTROL,
  PARKED,
  PROGRESS,
  READ,
  type SharedPipeline,
  STATE,
  ThreadState,
  WRITE,
} from '../ring/layout.ts'
import { createLease, LeaseWatch, Phase } from '../ring/lease.ts'
import { blame, isLoading, loadedAlone, modulesOf, whoHolds } from './blame.ts'
import { DeathRecord } from './death-record.ts'
import { endsWithin } from './ends-within.ts'
import { HUNG_AFTER_MS } from './exit-stall.ts'
import { ExitVerdict } from './exit-verdict.ts'
import type { DescribePipeline, ExitTimes, OnLines, PipelineHost } from './pipeline-host.ts'
import { type InDoubt, takeOver } from '../ring/take-over.ts'
import { ThreadPort } from './thread-port.ts'
import { isRefused, spawnThread } from './thread-source.ts'
import { ThreadWatch } from './thread-watch.ts'

/** After a start that failed: the machine may have been short of threads or memory for a moment. */
const RETRY_MS = 100
/** How long the modules of sinks stay out after too many deaths: then the thread ends, and the next record starts another. */
const BACK_TO_MODULES_MS = 60_000
/** A thread that was told to end, and has not after this, is in a system call: it is not waited for. */
const TERMINATE_MS = 1000

interface HostOptions {
  readonly describe: DescribePipeline
  /** In the order of the configuration. */
  readonly sinks: () => readonly ResolvedSink[]
  /** Whether somebody waits for a thread that runs, with or without records. */
  readonly isAwaited: () => boolean
  /** Called when threads cannot be had at all, with the reason, or die whatever they are spared: null. */
  readonly onNoThreads: (refusal: string | null) => void
}

/** Starts the dedicated thread, wakes it, talks to it, and starts another one when it dies with work left. */
export class ThreadHost implements PipelineHost {
  readonly #shared: SharedPipeline
  readonly #control: Int32Array
  readonly #options: HostOptions
  readonly #deaths: DeathRecord
  readonly #watch: ThreadWatch
  #lease: LeaseWatch | null = null
  /** The thread failed, or was ended because it hung: what it had in hand may be the reason. */
  #failed = false
  #hung = false
  /** What the last thread had in hand when it stopped answering. */
  #inDoubt: readonly InDoubt[] = []
  #worker: Worker | null = null
  #port: ThreadPort | null = null
  #generation = 0
  /** Whether the last thread ended before its first line ran: its file is no program. */
  #neverRan = false
  #retry: NodeJS.Timeout | null = null
  /** Set while the modules of sinks are out. */
  #backToModules: NodeJS.Timeout | null = null
  /** Resolves when the thread that was started last has ended. */
  #lastEnd: Promise<boolean> = Promise.resolve(true)
  /** Set while nothing may start yet: the configuration is still to come. */
  held = false
  onActive: ((active: boolean) => void) | null = null
  onLines: OnLines | null = null
  readonly #verdict = new ExitVerdict()

  constructor(shared: SharedPipeline, options: HostOptions) {
    this.#shared = shared
    this.#control = new Int32Array(shared.control)
    this.#options = options
    this.#deaths = new DeathRecord((sink) => options.sinks()[sink]?.name ?? '')
    this.#watch = new ThreadWatch(
      HUNG_AFTER_MS,
      () => this.#hasWork(),
      () => this.#replaceHung(),
    )
  }

  get starts(): number {
    return this.#generation
  }

  /** Makes sure that a thread will look at the ring: notifies a parked one, starts one where there is none. */
  wake(): void {
    const parked = Atomics.load(this.#control, PARKED)
    if (parked < 0) return this.start()
    this.#rouse(parked)
    if (this.#lease !== null) this.#watch.armSoon(this.#lease)
  }

  #rouse(parked: number): void {
    if (parked <= 0 || Atomics.compareExchange(this.#control, PARKED, parked, 0) !== parked) return
    Atomics.notify(this.#control, PARKED)
  }

  /** Starts a thread unless one runs, the start is held back, or too many have died just now. */
  start(): void {
    if (this.held || this.#retry !== null) return
    if (this.#deaths.hopeless) return this.#options.onNoThreads(null)
    const parked = Atomics.load(this.#control, PARKED)
    if (parked >= 0 || Atomics.compareExchange(this.#control, PARKED, parked, 0) !== parked) return
    Atomics.store(this.#control, STATE, ThreadState.booting)
    const { port1, port2 } = new MessageChannel()
    this.#generation++
    this.onActive?.(true)
    const lease = createLease(Atomics.load(this.#control, READ), this.#options.sinks().length)
    const data: ThreadData = {
      ...this.#options.describe(),
      shared: this.#shared,
      program: 'fapilog',
      port: port2,
      generation: this.#generation,
      lease,
      caution: this.#deaths.caution,
      inDoubt: this.#inDoubt,
      disabled: this.#disabled(),
      oneByOne: this.#deaths.whileLoading,
    }
    try {
      const worker = spawnThread(data, port2, this.#neverRan)
      this.#worker = worker
      this.#port = new ThreadPort(port1, (lines, levels) => this.onLines?.(lines, levels))
      this.#lease = new LeaseWatch(this.#shared, lease)
      this.#failed = false
      this.#hung = false
      worker.on('error', (error: unknown) => {
        if (this.#worker === worker) this.#failed = true
        diagnose('thread', 'the pipeline thread failed', { error: String(error) })
      })
      this.#lastEnd = new Promise((resolve) => {
        worker.on('exit', () => {
          this.#ended(worker, true)
          resolve(true)
        })
      })
      worker.unref()
      this.#watch.arm(this.#lease)
    } catch (error) {
      this.#markDead()
      port1.close()
      if (isRefused(error)) return this.#options.onNoThreads(String(error))
      diagnose('thread', 'the pipeline thread could not be started', { error: String(error) })
      this.#retryIn(RETRY_MS)
    }
  }

  /** Too many deaths: the modules of the user have to stay out. */
  #disabled(): ThreadData['disabled'] {
    if (!this.#deaths.degraded) return this.#deaths.disabled
    if (this.#backToModules === null) {
      diagnose('thread', 'the pipeline thread died too often: it goes on without the modules of sinks', {})
      this.#backToModules = setTimeout(() => {
        this.#backToModules = null
        this.request({ kind: 'stop' })
      }, BACK_TO_MODULES_MS).unref()
    }
    return modulesOf(this.#options.sinks(), 'too many threads died')
  }

  /** The sinks that a running thread could not set up. What it reported may still wait for a turn of the loop. */
  sinkFailures(): readonly SinkFailure[] {
    this.receive()
    return this.#port?.sinkFailures ?? []
  }

  receive(): void {
    this.#port?.receive()
  }

  request(request: ThreadRequest): void {
    this.#port?.send(request)
    Atomics.add(this.#control, CONTROL, 1)
    // None is started for a message: one that has left need not stop, and the next is told when it starts.
    this.#rouse(Atomics.load(this.#control, PARKED))
  }

  /** It makes room by itself. */
  makeRoom(): boolean {
    return false
  }

  /** Asks the thread to finish and resolves when it has ended, or when `timeoutMs` is over: then false. */
  async stop(timeoutMs: number): Promise<boolean> {
    if (this.#worker === null) return true
    const end = this.#lastEnd
    this.request({ kind: 'stop' })
    return endsWithin(end, timeoutMs)
  }

  /** `dead`: it runs no code any more. */
  #ended(worker: Worker, dead: boolean): void {
    if (this.#worker !== worker) return
    const state = Atomics.load(this.#control, STATE)
    this.#neverRan = state === ThreadState.booting && dead
    this.#worker = null
    this.#port?.close()
    this.#watch.disarm()
    if (state === ThreadState.stopped) {
      this.#inDoubt = []
      return this.onActive?.(false)
    }
    this.#bury(dead)
    if (this.#hasWork()) this.start()
  }

  /** Takes the sinks from a thread that is gone or as good as gone, and remembers what it was doing. */
  #bury(dead: boolean): void {
    const lease = this.#lease
    this.#lease = null
    if (lease === null) return
    const sinks = this.#options.sinks()
    const booting = lease.phase <= Phase.loading
    const blamed = blame(this.#control, lease, sinks)
    const inDoubt = takeOver(this.#shared, lease, sinks.length, dead)
    // One that never ran has announced nothing.
    this.#inDoubt = booting ? [...this.#inDoubt, ...inDoubt] : inDoubt
    // Its own 'exit' listener ran: nobody ended it from outside.
    const byItself = Atomics.load(this.#control, STATE) === ThreadState.dead
    const failed = this.#failed || byItself || lease.phase >= Phase.sink
    const cause = !failed ? 'killed' : booting ? 'booting' : 'failed'
    const sink = booting ? loadedAlone(lease) : blamed.sink
    this.#deaths.add({ ...blamed, sink, hung: this.#hung, cause })
    this.#markDead()
  }

  #replaceHung(): void {
    const worker = this.#worker
    const lease = this.#lease
    if (worker === null || lease === null) return
    this.#deaths.announceHang('thread', whoHolds(this.#control, lease, this.#options.sinks()))
    this.#failed = true
    this.#hung = true
    // Ended on the way out of this turn or never: its 'exit' event starts the next one.
    void worker.terminate()
    setTimeout(() => this.#ended(worker, false), TERMINATE_MS).unref()
  }

  pushAtExit(stalledMs: number, times: ExitTimes): boolean {
    this.revive(stalledMs, times)
    return true
  }

  /**
   * For the end of the process, which cannot wait for the 'exit' event of the thread. One that hangs, or waits for modules to
   * be loaded, has to go as well, and the modules that hold it up get no second chance.
   */
  revive(stalledMs: number, times: ExitTimes): void {
    const worker = this.#worker
    const lease = this.#lease
    if (Atomics.load(this.#control, STATE) === ThreadState.dead) {
      this.#worker = null
      if (lease !== null) this.#bury(true)
      return this.start()
    }
    if (worker === null || lease === null) return
    if (!this.#verdict.isOver(lease, stalledMs, times)) return
    const loads = isLoading(lease) && lease.silentMs < times.patienceMs / 2
    this.#deaths.disableAtExit(whoHolds(this.#control, lease, this.#options.sinks()), loads)
    this.#worker = null
    void worker.terminate()
    this.#bury(false)
    this.start()
  }

  #markDead(): void {
    Atomics.store(this.#control, STATE, ThreadState.dead)
    Atomics.store(this.#control, PARKED, -this.#generation)
    Atomics.add(this.#control, PROGRESS, 1)
    Atomics.notify(this.#control, PROGRESS)
  }

  /** A full queue publishes nothing any more, so nobody else would ask again. */
  #retryIn(ms: number): void {
    if (this.#retry !== null) return
    const again = (): void => {
      this.#retry = null
      if (this.#hasWork()) this.wake()
    }
    this.#retry = setTimeout(again, ms).unref()
  }

  #hasWork(): boolean {
    return (
      this.#options.isAwaited() || Atomics.load(this.#control, WRITE) !== Atomics.load(this.#control, READ)
    )
  }
}
