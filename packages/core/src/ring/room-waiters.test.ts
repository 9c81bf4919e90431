import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { indexes, upTo } from '../../test/lines.ts'
import { fieldsOf, Queue, SIZE } from '../../test/queue.ts'
import * as counter from '../observe/counters.ts'
import { createSharedPipeline } from './layout.ts'
import { createProducer } from './producer.ts'
import { RoomWaiters } from './room-waiters.ts'
import { state } from '../logger/shared-state.ts'

const SIZE_OF_TEXT = 2000

function setUp(waitMs: number): {
  queue: Queue
  waiters: RoomWaiters
  log: (i: number, level?: number) => Promise<boolean>
} {
  const queue = new Queue()
  const waiters = new RoomWaiters(queue.shared, queue.producer, waitMs)
  const log = (i: number, level = 20): Promise<boolean> =>
    waiters.log(queue.source, level, 'line', fieldsOf(i, SIZE_OF_TEXT), undefined)
  return { queue, waiters, log }
}

const waiting = ({ shared }: Queue): unknown => new Float64Array(shared.counters)[counter.WAITING]

describe('awaiting room', () => {
  test('resolves at once while there is room', async () => {
    const { queue, log, waiters } = setUp(1000)
    expect(await log(0)).toBe(true)
    expect(waiters.size).toBe(0)
    queue.readAll()
    expect(indexes(queue.lines)).toEqual([0])
  })

  test('resolves true when the reader has made room, in the order of the calls', async () => {
    const { queue, log, waiters } = setUp(60_000)
    const admitted = queue.fill()
    queue.skip(0)
    const order: number[] = []
    const calls = [1, 2, 3, 4, 5].map(async (n) => {
      const result = await log(admitted + n)
      order.push(n)
      return result
    })
    expect(waiters.size).toBe(5)
    expect(waiting(queue)).toBe(5)
    while (waiters.size > 0) {
      queue.skip(1)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await Promise.all(calls)).toEqual([true, true, true, true, true])
    expect(order).toEqual([1, 2, 3, 4, 5])
    queue.readAll()
    const numbers = indexes(queue.lines) as number[]
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers)
    expect(numbers.slice(-1)).toEqual([admitted + 5])
    expect(queue.dropped()).toBe(1)
  })

  test('lets nothing overtake, not even a protected record', async () => {
    const { queue, log, waiters } = setUp(60_000)
    const admitted = queue.fill()
    const ordinary = log(admitted + 1)
    const error = log(admitted + 2, 40)
    expect(waiters.size).toBe(2)
    queue.readAll()
    expect(await Promise.all([ordinary, error])).toEqual([true, true])
    queue.readAll()
    expect(indexes(queue.lines).slice(-2)).toEqual([admitted + 1, admitted + 2])
  })

  test('is not refused because the loss record took the room', async () => {
    const { queue, log } = setUp(60_000)
    // Exactly one record more than the loss record leaves room for.
    queue.fill()
    queue.skip(1)
    const first = log(100)
    queue.readAll()
    expect(await first).toBe(true)
    expect(queue.dropped()).toBe(1)
  })

  test('bounds what waits by the capacity; what is beyond resolves false and is counted', async () => {
    const { queue, log, waiters } = setUp(60_000)
    queue.fill()
    const results = Array.from({ length: 100 }, (_, i) => log(i))
    const admissible = waiters.size
    expect(admissible * SIZE_OF_TEXT).toBeLessThanOrEqual(SIZE.capacity)
    expect(queue.dropped()).toBe(1 + 100 - admissible)
    expect(await Promise.all(results.slice(admissible))).toEqual(results.slice(admissible).map(() => false))
    queue.readAll()
    waiters.publish()
    queue.readAll()
    waiters.publish()
    expect(await Promise.all(results.slice(0, admissible))).toEqual(upTo(admissible).map(() => true))
  })

  test('lets a protected record wait where ordinary ones are refused, within as much as the reserve holds', async () => {
    const { queue, log, waiters } = setUp(60_000)
    queue.fill()
    const ordinary = Array.from({ length: 100 }, (_, i) => log(i))
    const full = waiters.size
    const errors = Array.from({ length: 100 }, (_, i) => log(1000 + i, 40))
    const admissible = waiters.size - full
    expect(admissible).toBeGreaterThan(1)
    expect(waiters.size * SIZE_OF_TEXT).toBeLessThanOrEqual(SIZE.capacity + SIZE.reserve)
    expect(await log(2000)).toBe(false)
    while (waiters.size > 0) {
      queue.readAll()
      waiters.publish()
    }
    queue.readAll()
    const answers = await Promise.all([...ordinary, ...errors])
    expect(answers.filter(Boolean).length).toBe(full + admissible)
    expect(indexes(queue.lines).slice(-admissible)).toEqual(upTo(admissible).map((i) => 1000 + i))
  })

  test('encodes at the time of the call: what changes later is not seen', async () => {
    const { queue, waiters } = setUp(60_000)
    queue.fill()
    const fields = { i: 'before' }
    const call = waiters.log(queue.source, 20, 'line', fields, undefined)
    fields.i = 'after'
    queue.readAll()
    await call
    queue.readAll()
    expect(indexes(queue.lines).at(-1)).toBe('before')
  })

  test('goes on in the queue that takes the place of this one', async () => {
    const { queue, log, waiters } = setUp(60_000)
    queue.fill()
    const call = log(1)
    const shared = createSharedPipeline(SIZE, 0, queue.shared)
    const producer = createProducer(shared, {
      ...state.making,
      onFull: 'drop',
      waitMs: 0,
      wake() {},
      onDrop() {},
    })
    waiters.moveTo(shared, producer, 60_000)
    expect(await call).toBe(true)
    expect(producer.position()).toBeGreaterThan(SIZE_OF_TEXT)
    expect(waiting(queue)).toBe(0)
  })

  test('numbers those who wait, so that a flush knows who came before it', async () => {
    const { queue, log, waiters } = setUp(60_000)
    expect(waiters.first).toBeGreaterThan(waiters.last)
    queue.fill()
    const calls = [log(1), log(2)]
    expect([waiters.first, waiters.last]).toEqual([1, 2])
    queue.readAll()
    await Promise.all(calls)
    expect([waiters.first, waiters.last]).toEqual([3, 2])
  })
})

describe('the deadline', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('resolves false after asyncWaitMs, not before, and the record is counted', async () => {
    const { queue, log, waiters } = setUp(1000)
    queue.fill()
    const results: boolean[] = []
    void log(1).then((result) => results.push(result))
    await vi.advanceTimersByTimeAsync(999)
    expect(results).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(results).toEqual([false])
    expect(queue.dropped()).toBe(2)
    expect(waiters.size).toBe(0)
    expect(waiting(queue)).toBe(0)
  })

  test('of a protected record ends in the reserve, once the ordinary ones before it have given up', async () => {
    const { queue, log, waiters } = setUp(1000)
    const admitted = queue.fill()
    const answers = [log(1), log(2), log(admitted + 1, 40)]
    await vi.advanceTimersByTimeAsync(1000)
    expect(waiters.size).toBe(0)
    expect(await Promise.all(answers)).toEqual([false, false, true])
    queue.readAll()
    expect(indexes(queue.lines)).toEqual([...upTo(admitted), admitted + 1])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('of 0 gives the answer at once', async () => {
    const { queue, log } = setUp(0)
    queue.fill()
    expect(await log(1)).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('of Infinity never gives up, and keeps the process alive meanwhile', async () => {
    const { queue, log, waiters } = setUp(Number.POSITIVE_INFINITY)
    queue.fill()
    const call = log(1)
    await vi.advanceTimersByTimeAsync(1_000_000)
    expect(waiters.size).toBe(1)
    expect(vi.getTimerCount()).toBe(1)
    queue.readAll()
    waiters.publish()
    expect(await call).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('leaves no timer behind', async () => {
    const { queue, log, waiters } = setUp(1000)
    queue.fill()
    const call = log(1)
    queue.readAll()
    waiters.publish()
    await call
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the deadline of several', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('is one of each, and of nobody who was admitted', async () => {
    const { queue, log, waiters } = setUp(1000)
    const admitted = queue.fill()
    const answers: string[] = []
    const call = (i: number): void => void log(i).then((answer) => answers.push(`${i} ${answer}`))
    call(admitted + 1)
    await vi.advanceTimersByTimeAsync(400)
    call(admitted + 2)
    await vi.advanceTimersByTimeAsync(400)
    call(admitted + 3)
    while (waiters.size > 2) {
      queue.skip(1)
      waiters.publish()
    }
    await vi.advanceTimersByTimeAsync(599)
    expect(answers).toEqual([`${admitted + 1} true`])
    await vi.advanceTimersByTimeAsync(1)
    expect(answers.slice(1)).toEqual([`${admitted + 2} false`])
    await vi.advanceTimersByTimeAsync(400)
    expect(answers.slice(2)).toEqual([`${admitted + 3} false`])
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each([
    [60_000, 100],
    [Number.POSITIVE_INFINITY, 100],
    [100, 60_000],
  ])('is the shorter one when %d ms become %d ms', async (before, after) => {
    const { queue, log, waiters } = setUp(before)
    queue.fill()
    const calls = [log(1), log(2)]
    waiters.moveTo(queue.shared, queue.producer, after)
    expect(waiters.size).toBe(2)
    await vi.advanceTimersByTimeAsync(100)
    expect(await Promise.all(calls)).toEqual([false, false])
    expect([waiters.size, vi.getTimerCount()]).toEqual([0, 0])
  })
})
