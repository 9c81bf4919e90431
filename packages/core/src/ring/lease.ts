import { shareMemory } from '../codec/shared-memory.ts'
import { CommitImage, imageBytes } from './commit-image.ts'
import type { SharedPipeline } from './layout.ts'

/**
 * What one generation of the thread shares with those who may take its place, in memory of its own: a thread that
 * wakes after it was deposed writes nothing that its successor reads.
 */
const STATE = 0
/** What the thread is doing, see `Phase`. */
const PHASE = 1
/** Counted up by the caller to ask "are you there?", and copied to PONG by the thread's event loop. */
const PING = 2
const PONG = 3
/** The position of the batch in hand. */
const AT = 4
/** How many there are. */
const SINKS = 5
/** The number that the system has for the thread, 0 where it has none. */
const TID = 6
const CLAIMS = 7

/** Where the image begins, behind the words. */
const imageOffset = (sinks: number): number => Math.ceil((CLAIMS + sinks) / 2) * 8

function openImage(shared: SharedPipeline, memory: SharedArrayBuffer): CommitImage {
  const sinks = new Int32Array(memory, 0, CLAIMS)[SINKS] as number
  return new CommitImage(shared, sinks, memory, imageOffset(sinks))
}

const State = { idle: 0, committing: 1, revoked: 2 } as const

/**
 * `booting`: its own code is being loaded. `loading`: that of the user's sinks; below 0, that of one alone. `system`: in a
 * call of a sink of ours. `sink + i`: in the code of the user's sink i.
 */
export const Phase = { booting: 0, loading: 1, running: 2, system: 3, sink: 4 } as const

/** The phase in which the module of one sink is loaded. */
export const loadingOf = (sink: number): number => -1 - sink

/** A commit is a few stores: one that takes longer belongs to a thread that will never end it. */
const COMMIT_MS = 50

export function createLease(position: number, sinks: number): SharedArrayBuffer {
  const memory = shareMemory(imageOffset(sinks) + imageBytes(sinks))
  const words = new Int32Array(memory, 0, CLAIMS + sinks)
  words.fill(position, AT)
  words[SINKS] = sinks
  words[TID] = 0
  return memory
}

/**
 * The right of one thread to write to the sinks and to move the counters and the read position. Before a write it says
 * up to which record that goes (`claim`), and looks whether it is deposed: either it sees that, or who deposes it sees
 * the claim. What a write came to is stored within a commit, during which nobody can depose it; should it end there,
 * the commit is undone.
 */
export class Lease {
  readonly #words: Int32Array
  readonly #image: CommitImage

  constructor(shared: SharedPipeline, memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory)
    this.#image = openImage(shared, memory)
  }

  /** True once another thread has taken over: nothing may be touched any more. */
  get revoked(): boolean {
    return Atomics.load(this.#words, STATE) === State.revoked
  }

  /** Before sink `sink` is given records up to `end`. False: deposed. */
  claim(sink: number, end: number): boolean {
    Atomics.store(this.#words, CLAIMS + sink, end)
    return !this.revoked
  }

  /** Runs `store`, which only moves numbers in memory. False: deposed, and nothing was run. */
  commit(store: () => void): boolean {
    this.#image.save()
    if (Atomics.compareExchange(this.#words, STATE, State.idle, State.committing) !== State.idle) return false
    store()
    Atomics.compareExchange(this.#words, STATE, State.committing, State.idle)
    return true
  }

  /** Which batch is in hand, should it be the last one. */
  at(position: number): void {
    Atomics.store(this.#words, AT, position)
  }

  enter(phase: number): void {
    Atomics.store(this.#words, PHASE, phase)
  }

  identify(tid: number): void {
    Atomics.store(this.#words, TID, tid)
  }

  /** Answers every question of the caller for as long as this thread's event loop turns. */
  async answer(): Promise<never> {
    for (;;) {
      const asked = Atomics.load(this.#words, PING)
      Atomics.store(this.#words, PONG, asked)
      const wait = Atomics.waitAsync(this.#words, PING, asked)
      if (wait.async) await wait.value
    }
  }
}

/** The caller's view of a generation's lease. */
export class LeaseWatch {
  readonly #words: Int32Array
  readonly #image: CommitImage
  #askedAt = 0

  constructor(shared: SharedPipeline, memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory)
    this.#image = openImage(shared, memory)
  }

  get phase(): number {
    return Atomics.load(this.#words, PHASE)
  }

  get at(): number {
    return Atomics.load(this.#words, AT)
  }

  /** See `Starvation`. */
  get tid(): number {
    return Atomics.load(this.#words, TID)
  }

  get answered(): boolean {
    return Atomics.load(this.#words, PONG) === Atomics.load(this.#words, PING)
  }

  /** How long it has not answered, whoever asked, and how often. */
  get silentMs(): number {
    return this.answered ? 0 : performance.now() - this.#askedAt
  }

  ask(): void {
    if (this.answered) this.#askedAt = performance.now()
    Atomics.add(this.#words, PING, 1)
    Atomics.notify(this.#words, PING)
  }

  claimOf(sink: number): number {
    return Atomics.load(this.#words, CLAIMS + sink)
  }

  /**
   * From here on the thread changes nothing, and what it has committed by half is undone. Blocks while it commits, for at
   * most 50 ms, unless it is `dead`.
   */
  revoke(dead: boolean): void {
    const words = this.#words
    const deadline = performance.now() + (dead ? 0 : COMMIT_MS)
    while (Atomics.compareExchange(words, STATE, State.idle, State.revoked) === State.committing) {
      if (performance.now() < deadline) Atomics.wait(words, STATE, State.committing, 1)
      else if (Atomics.compareExchange(words, STATE, State.committing, State.revoked) === State.committing)
        return this.#image.restore()
    }
  }
}
