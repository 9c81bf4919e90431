import { setImmediate, setTimeout } from 'node:timers/promises'
import {
  AWAITED,
  CONTROL,
  PARKED,
  READ,
  type SharedPipeline,
  STATE,
  ThreadState,
  WRITE,
} from '../ring/layout.ts'
import type { Lease } from '../ring/lease.ts'
import type { Pipeline } from './pipeline.ts'

/** A nap between two looks at a busy ring: bounds the lag, costs 2.5 % of a core only while records flow. */
const NAP_MS = 1
/** A park shorter than this means that traffic is live. */
const LIVE_PARK_MS = 2
/** Empty looks after which the thread parks. */
const EMPTY_LOOKS = 2
/** The event loop of the thread gets a turn at least this often under load. */
const LOOP_TURN_MS = 10

export interface LoopOptions {
  readonly lease: Lease
  readonly generation: number
  /** Takes requests from the control port; true: stop when the ring is empty. */
  readonly control: () => boolean
}

/**
 * The life of the thread until it has left the ring: deliver what is there, nap while more is likely, park when it is not. The
 * caller notifies a parked thread only; a napping one finds the records by itself. Parking announces
 * first and looks again afterwards, so a record published in between cannot be missed.
 */
export async function runLoop(
  shared: SharedPipeline,
  pipeline: Pipeline,
  options: LoopOptions,
): Promise<void> {
  const control = new Int32Array(shared.control)
  const bed = new Int32Array(new SharedArrayBuffer(4))
  // Waiting on shared memory does not keep the event loop alive: this does.
  const keepAlive = setInterval(() => undefined, 2 ** 30)
  let controlSeen = -1
  let stopping = false
  let lastLoopTurn = performance.now()

  /** Delivers until the ring is empty; the number of records. */
  async function deliver(): Promise<number> {
    let total = 0
    for (;;) {
      const turn = pipeline.turn()
      const n = typeof turn === 'number' ? turn : await turn
      if (n === 0) return total
      total += n
      if (pipeline.busy || performance.now() - lastLoopTurn >= LOOP_TURN_MS) {
        await setImmediate()
        lastLoopTurn = performance.now()
      }
      takeRequests()
    }
  }

  function takeRequests(): void {
    const seen = Atomics.load(control, CONTROL)
    if (seen === controlSeen) return
    controlSeen = seen
    if (options.control()) stopping = true
  }

  /** Sleeps until something is published; the milliseconds slept, 0 when there was no need. */
  async function park(): Promise<number> {
    const { generation } = options
    const found = Atomics.compareExchange(control, PARKED, 0, generation)
    if (found !== 0) {
      // A deposed thread has announced itself at its last moment: nobody else would ever clear that.
      if (found > 0 && found < generation) Atomics.compareExchange(control, PARKED, found, 0)
      return 0
    }
    if (pipeline.hasMore || Atomics.load(control, CONTROL) !== controlSeen) {
      Atomics.compareExchange(control, PARKED, generation, 0)
      return 0
    }
    const start = performance.now()
    const wait = Atomics.waitAsync(control, PARKED, generation)
    if (wait.async) await wait.value
    // The notification may have been that of an earlier wake, come late: then the word still says that this one sleeps.
    Atomics.compareExchange(control, PARKED, generation, 0)
    lastLoopTurn = performance.now()
    return lastLoopTurn - start
  }

  /** Says that no thread is left. False: a record came at the last moment, and this thread must take it. */
  function leave(): boolean {
    const { lease, generation } = options
    const gone = -generation
    const said = lease.commit(() => {
      Atomics.store(control, STATE, ThreadState.stopped)
      Atomics.store(control, PARKED, gone)
    })
    // Another one has its place already.
    if (!said) return true
    if (Atomics.load(control, WRITE) === Atomics.load(control, READ)) return true
    // Either its producer saw the word and starts a thread, or this one goes on: never both. The word names this
    // generation, because a successor may have come and died since: then this one must not go on where it stopped.
    let back = false
    lease.commit(() => {
      back = Atomics.compareExchange(control, PARKED, gone, 0) === gone
      if (back) Atomics.store(control, STATE, ThreadState.running)
    })
    return !back
  }

  /** Goes on with the others when somebody comes to wait for them, while one sink has no room. */
  async function heedAwaited(): Promise<never> {
    for (;;) {
      const seen = Atomics.load(control, AWAITED)
      pipeline.unblock()
      const wait = Atomics.waitAsync(control, AWAITED, seen)
      if (wait.async) await wait.value
    }
  }

  void heedAwaited()
  let slept = 0
  while (!pipeline.deposed) {
    takeRequests()
    let n = await deliver()
    let live = n > 1 || slept < LIVE_PARK_MS
    const wanted = (): boolean => !stopping && !pipeline.deposed && Atomics.load(control, AWAITED) === 0
    for (let empty = 0; live && empty < EMPTY_LOOKS && wanted();) {
      // A sink's answer comes by the event loop, which does not turn while this thread sleeps on its bed.
      if (pipeline.busy || performance.now() - lastLoopTurn >= LOOP_TURN_MS) {
        await setTimeout(NAP_MS)
        lastLoopTurn = performance.now()
      } else Atomics.wait(bed, 0, 0, NAP_MS)
      takeRequests()
      n = await deliver()
      empty = n === 0 ? empty + 1 : 0
      live = true
    }
    if (stopping && pipeline.busy) {
      await setTimeout(NAP_MS)
      continue
    }
    if (stopping) {
      await pipeline.flush()
      if ((await deliver()) === 0 && leave()) break
      continue
    }
    if (!pipeline.deposed) slept = await park()
  }
  clearInterval(keepAlive)
}
