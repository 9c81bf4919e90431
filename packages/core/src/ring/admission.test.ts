import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { Queue, SIZE } from '../../test/queue.ts'
import { createAdmission } from './admission.ts'
import { READ, STATE, ThreadState } from './layout.ts'

const NEED = SIZE.maxRecord
const WAIT_MS = 50
const BOOT_MS = 500
/** Beyond its budget a call may last this long: one slice, and the machine's own delay. */
const MARGIN_MS = 5

/** A queue that is full, with its thread in the given state. */
function full(state: number): { queue: Queue; position: number; control: Int32Array } {
  const queue = new Queue()
  const position = SIZE.capacity
  const control = new Int32Array(queue.shared.control)
  control[STATE] = state
  return { queue, position, control }
}

function time(call: () => unknown): number {
  const start = performance.now()
  call()
  return performance.now() - start
}

/** The machine may take the processor away at any time: the shortest of a few runs says what the code does. */
function shortest(run: () => number): number {
  return Math.min(...Array.from({ length: 4 }, run))
}

describe('block', () => {
  const helpers: Worker[] = []
  afterEach(async () => {
    await Promise.all(helpers.splice(0).map((helper) => helper.terminate()))
  })

  /** Stores a value in a control word after a while, on a thread of its own, and tells that it is about to. */
  async function storeLater(
    control: Int32Array,
    word: number,
    value: number,
    afterMs: number,
  ): Promise<void> {
    const helper = new Worker(
      `const { workerData: [control, word, value, afterMs], parentPort } = require('node:worker_threads')
       parentPort.postMessage('soon')
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, afterMs)
       Atomics.store(control, word, value)`,
      { eval: true, workerData: [control, word, value, afterMs] },
    )
    helpers.push(helper)
    await new Promise((resolve) => helper.once('message', resolve))
  }

  test('waits as long as its budget, and 5 ms more at most', () => {
    const ms = shortest(() => {
      const { queue, position } = full(ThreadState.running)
      const admission = createAdmission(queue.shared, { onFull: 'block', waitMs: WAIT_MS })
      return time(() => admission.wait(position, NEED))
    })
    expect(ms).toBeGreaterThanOrEqual(WAIT_MS)
    expect(ms).toBeLessThan(WAIT_MS + MARGIN_MS)
  })

  test('has one budget a stall: further calls fail at once until the reader moves', () => {
    const { queue, position, control } = full(ThreadState.running)
    const admission = createAdmission(queue.shared, { onFull: 'block', waitMs: WAIT_MS })
    admission.wait(position, NEED)
    expect(shortest(() => time(() => admission.wait(position, NEED)))).toBeLessThan(MARGIN_MS)
    // A little room, too little for the record: the stall is over, the next one has its own budget.
    control[READ] = 8
    expect(time(() => admission.wait(position, NEED))).toBeGreaterThanOrEqual(WAIT_MS)
  })

  test('does not have it anew because another record, a protected one, found room', () => {
    const { queue, position } = full(ThreadState.running)
    const admission = createAdmission(queue.shared, { onFull: 'block', waitMs: WAIT_MS })
    const ordinary = SIZE.capacity
    // Room for the small record, not for the large one; the reader does not move.
    const used = position - NEED
    expect(time(() => admission.wait(used, ordinary))).toBeGreaterThanOrEqual(WAIT_MS)
    const ms = shortest(() => {
      expect(admission.wait(used, NEED)).toBe(0)
      return time(() => admission.wait(used, ordinary))
    })
    expect(ms).toBeLessThan(WAIT_MS)
  })

  test('ends as soon as there is room', async () => {
    const { queue, position, control } = full(ThreadState.running)
    const admission = createAdmission(queue.shared, { onFull: 'block', waitMs: 10_000 })
    await storeLater(control, READ, NEED, 30)
    let read = 0
    const ms = time(() => (read = admission.wait(position, NEED)))
    expect(read).toBe(NEED)
    expect(ms).toBeLessThan(5000)
  })

  test('waits for the boot of the thread on top', () => {
    const { queue, position } = full(ThreadState.booting)
    const admission = createAdmission(queue.shared, { onFull: 'block', waitMs: WAIT_MS })
    const ms = time(() => admission.wait(position, NEED))
    expect(ms).toBeGreaterThanOrEqual(BOOT_MS + WAIT_MS)
    expect(ms).toBeLessThan(BOOT_MS + WAIT_MS + 10 * MARGIN_MS)
  })

  test('and from the end of the boot on no longer than its budget', async () => {
    const { queue, position, control } = full(ThreadState.booting)
    const admission = createAdmission(queue.shared, { onFull: 'block', waitMs: WAIT_MS })
    await storeLater(control, STATE, ThreadState.running, 60)
    const ms = time(() => admission.wait(position, NEED))
    expect(ms).toBeGreaterThanOrEqual(WAIT_MS)
    expect(ms).toBeLessThan(BOOT_MS)
  })
})

describe('block, when the thread has died', () => {
  test('does not keep the loop from starting the next one, and has its whole budget then', () => {
    const { queue, position, control } = full(ThreadState.dead)
    const admission = createAdmission(queue.shared, { onFull: 'block', waitMs: WAIT_MS })
    expect(shortest(() => time(() => admission.wait(position, NEED)))).toBeLessThan(MARGIN_MS)
    control[STATE] = ThreadState.running
    expect(time(() => admission.wait(position, NEED))).toBeGreaterThanOrEqual(WAIT_MS)
  })
})

describe('drop', () => {
  test('never waits', () => {
    const { queue, position } = full(ThreadState.running)
    const admission = createAdmission(queue.shared, { onFull: 'drop', waitMs: WAIT_MS })
    expect(shortest(() => time(() => admission.wait(position, NEED)))).toBeLessThan(1)
  })
})
