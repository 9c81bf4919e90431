import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads'
import { diagnose } from '../observe/diagnostics.ts'
import type { SinkFailure, ThreadData, ThreadReport, ThreadRequest } from '../pipeline/thread-messages.ts'
import { CONTROL, PARKED, PROGRESS, READ, STATE, ThreadState, WRITE } from '../ring/layout.ts'
import { spawnThread } from './thread-source.ts'

/** A thread that dies this often within WINDOW_MS is not started again before the window is over. */
const MAX_DEATHS = 3
const WINDOW_MS = 10_000
/** After a start that failed: the machine may have been short of threads or memory for a moment. */
const RETRY_MS = 100

export type DescribeThread = () => Omit<ThreadData, 'port' | 'generation'>

/** Starts the dedicated thread, wakes it, talks to it, and starts another one when it dies with work left. */
export class ThreadHost {
  readonly #control: Int32Array
  readonly #describe: DescribeThread
  #worker: Worker | null = null
  #port: MessagePort | null = null
  #generation = 0
  #deaths: number[] = []
  /** Whether the last thread ended before its first line ran: its file is no program. */
  #neverRan = false
  #retry: NodeJS.Timeout | null = null
  /** Resolves when the thread that was started last has ended. */
  #lastEnd: Promise<boolean> = Promise.resolve(true)
  /** Set while nothing may start yet: the configuration is still to come. */
  held = false
  onActive: ((active: boolean) => void) | null = null
  onLines: ((lines: readonly string[], levels: readonly number[]) => void) | null = null
  #sinkFailures: readonly SinkFailure[] = []

  constructor(control: SharedArrayBuffer, describe: DescribeThread) {
    this.#control = new Int32Array(control)
    this.#describe = describe
  }

  get starts(): number {
    return this.#generation
  }

  get alive(): boolean {
    return this.#worker !== null
  }

  /** Makes sure that a thread will look at the ring: notifies a parked one, starts one where there is none. */
  wake(): void {
    const parked = Atomics.load(this.#control, PARKED)
    if (parked < 0) this.start()
    else this.#rouse(parked)
  }

  #rouse(parked: number): void {
    if (parked <= 0 || Atomics.compareExchange(this.#control, PARKED, parked, 0) !== parked) return
    Atomics.notify(this.#control, PARKED)
  }

  /** Starts a thread unless one runs, the start is held back, or too many have died just now. */
  start(): void {
    if (this.held) return
    if (this.#diedTooOften())
      return this.#retryIn((this.#deaths[0] as number) + WINDOW_MS - performance.now())
    const parked = Atomics.load(this.#control, PARKED)
    if (parked >= 0 || Atomics.compareExchange(this.#control, PARKED, parked, 0) !== parked) return
    Atomics.store(this.#control, STATE, ThreadState.booting)
    const { port1, port2 } = new MessageChannel()
    const generation = ++this.#generation
    this.onActive?.(true)
    this.#sinkFailures = []
    try {
      const worker = spawnThread({ ...this.#describe(), port: port2, generation }, port2, this.#neverRan)
      this.#worker = worker
      this.#port = port1
      worker.on('error', (error: unknown) => {
        diagnose('thread', 'the pipeline thread failed', { error: String(error) })
      })
      this.#lastEnd = new Promise((resolve) => {
        worker.on('exit', () => {
          this.#ended(worker)
          resolve(true)
        })
      })
      port1.on('message', (report: ThreadReport) => this.#take(report))
      port1.unref()
      worker.unref()
    } catch (error) {
      this.#deaths.push(performance.now())
      this.#markDead()
      port1.close()
      diagnose('thread', 'the pipeline thread could not be started', { error: String(error) })
      this.#retryIn(RETRY_MS)
    }
  }

  #take(report: ThreadReport): void {
    if (report.kind === 'lines') this.onLines?.(report.lines, report.levels)
    else this.#sinkFailures = report.failures
  }

  /** The sinks that a running thread could not set up. What it reported may still wait for a turn of the loop. */
  sinkFailures(): readonly SinkFailure[] {
    const port = this.#port
    if (port === null) return this.#sinkFailures
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      this.#take(next.message as ThreadReport)
    }
    return this.#sinkFailures
  }

  request(request: ThreadRequest): void {
    this.#port?.postMessage(request)
    Atomics.add(this.#control, CONTROL, 1)
    // None is started for a message: one that has left need not stop, and the next is told when it starts.
    this.#rouse(Atomics.load(this.#control, PARKED))
  }

  /** Asks the thread to finish and resolves when it has ended, or when `timeoutMs` is over: then false. */
  async stop(timeoutMs: number): Promise<boolean> {
    if (this.#worker === null) return true
    const end = this.#lastEnd
    this.request({ kind: 'stop' })
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<boolean>((resolve) => {
      // Ref'd, unlike the thread: whoever awaits this must get an answer.
      timer = setTimeout(() => resolve(false), timeoutMs)
    })
    const ended = await Promise.race([end, deadline])
    clearTimeout(timer)
    return ended
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return
    this.#neverRan = Atomics.load(this.#control, STATE) === ThreadState.booting
    this.#worker = null
    this.#port?.close()
    this.#port = null
    if (Atomics.load(this.#control, STATE) === ThreadState.stopped) return this.onActive?.(false)
    this.#deaths.push(performance.now())
    this.#markDead()
    if (this.#hasWork()) this.start()
  }

  /** For the exit drain, which cannot wait for the 'exit' event of the thread. */
  reviveAtExit(): void {
    if (Atomics.load(this.#control, STATE) !== ThreadState.dead) return
    if (this.#worker !== null) {
      this.#worker = null
      this.#deaths.push(performance.now())
      this.#markDead()
    }
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
    this.#retry = setTimeout(again, Math.max(0, ms) + 1).unref()
  }

  #hasWork(): boolean {
    return Atomics.load(this.#control, WRITE) !== Atomics.load(this.#control, READ)
  }

  #diedTooOften(): boolean {
    if (this.#deaths.length < MAX_DEATHS) return false
    const recent = performance.now() - WINDOW_MS
    this.#deaths = this.#deaths.filter((at) => at > recent)
    return this.#deaths.length >= MAX_DEATHS
  }
}
