import { type LogCall, readCall } from '../codec/call.ts'
import * as counter from '../observe/counters.ts'
import type { RecordSource } from '../codec/record-encoder.ts'
import type { Producer } from './producer.ts'
import { onProgress } from './progress.ts'
import type { SharedPipeline } from './layout.ts'

interface Waiter {
  readonly number: number
  readonly bytes: Uint8Array
  readonly level: number
  readonly settle: (admitted: boolean) => void
  timer: NodeJS.Timeout | null
}

const ADMITTED: Promise<boolean> = Promise.resolve(true)
const REFUSED: Promise<boolean> = Promise.resolve(false)

/**
 * Back-pressure without blocking: an async call whose record finds no room is encoded at once, waits
 * outside the ring in the order of the calls, and resolves when it was admitted or its time is up.
 */
export class RoomWaiters {
  #shared: SharedPipeline
  #producer: Producer
  readonly #counters: Float64Array
  #waitMs: number
  readonly #queue: Waiter[] = []
  /** Numbers the waiters, so that a flush knows which were there before it. */
  #last = 0
  #bytes = 0
  #watching = false

  constructor(shared: SharedPipeline, producer: Producer, waitMs: number) {
    this.#shared = shared
    this.#producer = producer
    this.#counters = new Float64Array(shared.counters)
    this.#waitMs = waitMs
  }

  get size(): number {
    return this.#queue.length
  }

  /** The number of the one that waits longest; beyond `last` when none waits. */
  get first(): number {
    return this.#queue[0]?.number ?? this.#last + 1
  }

  /** The number of the one that came last. */
  get last(): number {
    return this.#last
  }

  /** The queue was made anew before its thread started: who waits for room waits for room in that one. */
  moveTo(shared: SharedPipeline, producer: Producer, waitMs: number): void {
    this.#shared = shared
    this.#producer = producer
    this.#waitMs = waitMs
    for (const waiter of this.#queue.filter(({ bytes }) => bytes.length > shared.maxRecord))
      this.#giveUp(waiter)
    this.#watching = false
    if (this.#queue.length > 0) this.#watch()
  }

  log(source: RecordSource, level: number, a: unknown, b: unknown, c: unknown): Promise<boolean> {
    if (this.#hasRoom(level)) {
      return this.#producer.log(source, level, a, b, c) ? ADMITTED : REFUSED
    }
    return this.#wait(source, level, readCall([a, b, c], 3))
  }

  logArguments(source: RecordSource, level: number, args: ArrayLike<unknown>): Promise<boolean> {
    if (this.#hasRoom(level)) {
      return this.#producer.logArguments(source, level, args) ? ADMITTED : REFUSED
    }
    return this.#wait(source, level, readCall(args, args.length))
  }

  logCall(source: RecordSource, level: number, call: LogCall): Promise<boolean> {
    if (this.#hasRoom(level)) {
      return this.#producer.logCall(source, level, call) ? ADMITTED : REFUSED
    }
    return this.#wait(source, level, call)
  }

  #hasRoom(level: number): boolean {
    if (this.#queue.length > 0) return false
    // First, because the loss record may take the room that the call was to have.
    this.#producer.announceLoss()
    return this.#producer.hasRoom(level)
  }

  #wait(source: RecordSource, level: number, call: LogCall): Promise<boolean> {
    const bytes = this.#producer.encodeAside(source, level, call)
    if (bytes === null) return REFUSED
    // As much again as the ring holds: callers that do not await must not fill the heap.
    if (this.#bytes + bytes.length > this.#shared.capacity || this.#waitMs === 0) {
      this.#producer.drop('queue_full', level)
      return REFUSED
    }
    return new Promise((settle) => {
      const waiter: Waiter = { number: ++this.#last, bytes, level, settle, timer: null }
      // Ref'd: a process that awaits room must live until the answer.
      if (Number.isFinite(this.#waitMs)) waiter.timer = setTimeout(() => this.#giveUp(waiter), this.#waitMs)
      else waiter.timer = setInterval(() => this.publish(), 2 ** 30)
      this.#queue.push(waiter)
      this.#add(bytes.length, 1)
      this.#watch()
    })
  }

  #watch(): void {
    if (this.#watching) return
    this.#watching = true
    onProgress(this.#shared, () => {
      this.#watching = false
      this.publish()
      if (this.#queue.length > 0) this.#watch()
    })
    // The reader may have moved before the watch began.
    this.publish()
  }

  /** Admits as many as there is room for, oldest first. */
  publish(): void {
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      if (!this.#producer.hasRoom(first.level) || !this.#producer.publishBytes(first.bytes)) return
      this.#queue.shift()
      this.#settle(first, true)
    }
  }

  #giveUp(waiter: Waiter): void {
    this.#queue.splice(this.#queue.indexOf(waiter), 1)
    this.#producer.drop('queue_full', waiter.level)
    this.#settle(waiter, false)
  }

  #settle(waiter: Waiter, admitted: boolean): void {
    if (waiter.timer !== null) clearTimeout(waiter.timer)
    this.#add(-waiter.bytes.length, -1)
    waiter.settle(admitted)
  }

  #add(bytes: number, records: number): void {
    this.#bytes += bytes
    this.#counters[counter.WAITING] = (this.#counters[counter.WAITING] as number) + records
  }
}
