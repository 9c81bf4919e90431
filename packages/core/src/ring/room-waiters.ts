import { type ReadCall, readCall } from '../codec/call.ts'
import { apply, schedule } from '../codec/intrinsics.ts'
import * as counter from '../observe/counters.ts'
import type { RecordSource } from '../codec/record-encoder.ts'
import { PROTECTED_LEVEL } from './admission.ts'
import type { Producer } from './producer.ts'
import { onProgress } from './progress.ts'
import type { SharedPipeline } from './layout.ts'

interface Waiter {
  readonly number: number
  readonly bytes: Uint8Array
  readonly level: number
  readonly settle: (admitted: boolean) => void
  /** By `performance.now()`; never before that of the one ahead, so one timer serves all. */
  deadline: number
  next: Waiter | null
}

/** Node fires timers of 2^31 ms and more at once. */
const MAX_TIMER_MS = 2 ** 30

const ADMITTED: Promise<boolean> = Promise.resolve(true)
const REFUSED: Promise<boolean> = Promise.resolve(false)

const ENCODE_FAILED = counter.DROPPED + counter.REASON_CELL.encode_failed

/** As arguments they take 32 KiB of stack, however the code was compiled: more than a promise and a timer need. */
const STACK_PROBE: readonly unknown[] = Array.from({ length: 4096 }, () => 0)
const ignore = (): undefined => undefined

/**
 * Back-pressure without blocking: an async call whose record finds no room is encoded at once, waits
 * outside the ring in the order of the calls, and resolves when it was admitted or its time is up.
 */
export class RoomWaiters {
  #shared: SharedPipeline
  #producer: Producer
  readonly #counters: Float64Array
  #waitMs: number
  /** A list, oldest first: a hundred thousand may wait, and leave one by one. */
  #first: Waiter | null = null
  #newest: Waiter | null = null
  #size = 0
  /** Ref'd, while anybody waits: a process that awaits room must live until the answer. */
  #timer: NodeJS.Timeout | null = null
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
    return this.#size
  }

  /** The number of the one that waits longest; beyond `last` when none waits. */
  get first(): number {
    return this.#first?.number ?? this.#last + 1
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
    const latest = performance.now() + waitMs
    let waiter = this.#first
    this.#first = null
    this.#newest = null
    this.#size = 0
    for (let next: Waiter | null; waiter !== null; waiter = next) {
      next = waiter.next
      waiter.next = null
      if (waiter.deadline > latest) waiter.deadline = latest
      if (waiter.bytes.length > shared.maxRecord) this.#giveUp(waiter)
      else this.#append(waiter)
    }
    this.#rearm()
    this.#watching = false
    if (this.#first !== null) this.#watch()
  }

  log(source: RecordSource, level: number, a: unknown, b: unknown, c: unknown): Promise<boolean> {
    try {
      if (this.#hasRoom(level)) {
        return this.#producer.log(source, level, a, b, c) ? ADMITTED : REFUSED
      }
      return this.#wait(source, level, [a, b, c], readCall)
    } catch {
      // Only an exhausted stack comes here, and before the call was counted. Nothing may be called.
      const counters = this.#counters
      const { stackLosses } = this.#producer
      counters[counter.SUBMITTED] = (counters[counter.SUBMITTED] as number) + 1
      counters[ENCODE_FAILED] = (counters[ENCODE_FAILED] as number) + 1
      stackLosses.levels[level] = (stackLosses.levels[level] as number) + 1
      stackLosses.pending = true
      return REFUSED
    }
  }

  logArguments(
    source: RecordSource,
    level: number,
    args: ArrayLike<unknown>,
    read: ReadCall = readCall,
  ): Promise<boolean> {
    try {
      if (this.#hasRoom(level)) {
        return this.#producer.logArguments(source, level, args, read) ? ADMITTED : REFUSED
      }
      return this.#wait(source, level, args, read)
    } catch {
      // Only an exhausted stack comes here, and before the call was counted. Nothing may be called.
      const counters = this.#counters
      const { stackLosses } = this.#producer
      counters[counter.SUBMITTED] = (counters[counter.SUBMITTED] as number) + 1
      counters[ENCODE_FAILED] = (counters[ENCODE_FAILED] as number) + 1
      stackLosses.levels[level] = (stackLosses.levels[level] as number) + 1
      stackLosses.pending = true
      return REFUSED
    }
  }

  #hasRoom(level: number): boolean {
    if (this.#first !== null) return false
    // First, because the loss record may take the room that the call was to have.
    this.#producer.announceLoss()
    return this.#producer.hasRoom(level)
  }

  #wait(source: RecordSource, level: number, args: ArrayLike<unknown>, read: ReadCall): Promise<boolean> {
    // What follows the encoding must not fail, the record is counted as submitted then: if it can, it fails here.
    apply(ignore, undefined, STACK_PROBE)
    const bytes = this.#producer.encodeAside(source, level, args, read)
    if (bytes === null) return REFUSED
    // As much again as the ring holds, and its reserve again: callers that do not await must not fill the heap.
    const { capacity, reserve } = this.#shared
    const most = level >= PROTECTED_LEVEL ? capacity + reserve : capacity
    if (this.#bytes + bytes.length > most || this.#waitMs === 0) {
      this.#producer.drop('queue_full', level)
      return REFUSED
    }
    return new Promise((settle) => {
      const deadline = performance.now() + this.#waitMs
      this.#append({ number: ++this.#last, bytes, level, settle, deadline, next: null })
      this.#add(bytes.length, 1)
      if (this.#timer === null) this.#rearm()
      this.#watch()
    })
  }

  #append(waiter: Waiter): void {
    if (this.#newest === null) this.#first = waiter
    else this.#newest.next = waiter
    this.#newest = waiter
    this.#size++
  }

  #removeFirst(first: Waiter): void {
    this.#first = first.next
    if (this.#first === null) this.#newest = null
    this.#size--
  }

  #watch(): void {
    if (this.#watching) return
    this.#watching = true
    onProgress(this.#shared, () => {
      this.#watching = false
      this.publish()
      if (this.#first !== null) this.#watch()
    })
    // The reader may have moved before the watch began.
    try {
      this.publish()
    } catch {
      // No stack for a record that is published on the way; whoever waits goes on waiting.
    }
    // In the middle of another record nothing is published, and that one may fail to be.
    if (this.#first !== null) schedule(() => this.publish())
  }

  /** Admits as many as there is room for, oldest first. */
  publish(): void {
    for (let first = this.#first; first !== null; first = this.#first) {
      if (!this.#admit(first)) return
    }
    this.#rearm()
  }

  #admit(first: Waiter): boolean {
    if (!this.#producer.hasRoom(first.level) || !this.#producer.publishBytes(first.bytes)) return false
    this.#removeFirst(first)
    this.#settle(first, true)
    return true
  }

  /** One timer, for whoever waits longest; those that were admitted meanwhile leave it to the next one. */
  #rearm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#first === null) return
    const left = Math.max(1, Math.ceil(this.#first.deadline - performance.now()))
    this.#timer = setTimeout(() => this.#expire(), Math.min(left, MAX_TIMER_MS))
  }

  #expire(): void {
    this.publish()
    const now = performance.now()
    for (let first = this.#first; first !== null && first.deadline <= now; first = this.#first) {
      // With those before it gone, a protected record may have the reserve.
      if (first.level >= PROTECTED_LEVEL && this.#admit(first)) continue
      this.#removeFirst(first)
      this.#giveUp(first)
    }
    this.#rearm()
  }

  #giveUp(waiter: Waiter): void {
    this.#producer.drop('queue_full', waiter.level)
    this.#settle(waiter, false)
  }

  #settle(waiter: Waiter, admitted: boolean): void {
    this.#add(-waiter.bytes.length, -1)
    waiter.settle(admitted)
  }

  #add(bytes: number, records: number): void {
    this.#bytes += bytes
    this.#counters[counter.WAITING] = (this.#counters[counter.WAITING] as number) + records
  }
}
