import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Queue } from '../../test/queue.ts'
import { RoomWaiters } from './room-waiters.ts'

const COUNT = 80_000
/** Room aside for that many small records. */
const SIZE = { capacity: 16 * 2 ** 20, maxRecord: 65_536, reserve: 65_536 }
/** It takes some 15 ms; with a search or a shift for each waiter it took 1,300 to 1,800 ms. */
const MOST_MS = 500

const clock = performance.now.bind(performance)

/** Calls that nobody awaits, on a full queue. */
function flood(): { queue: Queue; waiters: RoomWaiters; calls: Promise<boolean>[] } {
  const queue = new Queue({ size: SIZE })
  const waiters = new RoomWaiters(queue.shared, queue.producer, 1000)
  queue.fill(0, { size: 8000 })
  const calls: Promise<boolean>[] = []
  for (let i = 0; i < COUNT; i++) calls.push(waiters.log(queue.source, 20, 'line', { i }, undefined))
  expect(waiters.size).toBe(COUNT)
  return { queue, waiters, calls }
}

describe('eighty thousand calls that wait', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('have one timer, and give up together without holding the loop', async () => {
    const { queue, waiters, calls } = flood()
    expect(vi.getTimerCount()).toBe(1)
    const start = clock()
    vi.advanceTimersByTime(1000)
    expect(clock() - start).toBeLessThan(MOST_MS)
    expect(waiters.size).toBe(0)
    expect(new Set(await Promise.all(calls))).toEqual(new Set([false]))
    expect(queue.dropped()).toBe(1 + COUNT)
  })

  test('are admitted together without holding the loop', async () => {
    const { queue, waiters, calls } = flood()
    queue.readAll()
    const start = clock()
    waiters.publish()
    expect(clock() - start).toBeLessThan(MOST_MS)
    expect(waiters.size).toBe(0)
    expect(new Set(await Promise.all(calls))).toEqual(new Set([true]))
    expect(vi.getTimerCount()).toBe(0)
  })
})
