import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createSharedPipeline } from '../ring/layout.ts'
import { createLease, Lease, LeaseWatch, Phase } from '../ring/lease.ts'
import { ThreadWatch } from './thread-watch.ts'

const HUNG_AFTER_MS = 5000
const CHECK_MS = HUNG_AFTER_MS / 4

describe('a thread that leaves questions unanswered', () => {
  let clock = 0
  let hung = 0
  let lease: Lease
  let watch: ThreadWatch

  /** A check that comes so much later than it was due. */
  const check = (lateMs: number): void => {
    clock += CHECK_MS + lateMs
    vi.advanceTimersByTime(CHECK_MS)
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    vi.spyOn(performance, 'now').mockImplementation(() => clock)
    hung = 0
    const shared = createSharedPipeline({ capacity: 32_768, maxRecord: 4096, reserve: 4096 })
    const memory = createLease(0, 1)
    lease = new Lease(shared, memory)
    lease.enter(Phase.running)
    watch = new ThreadWatch(
      HUNG_AFTER_MS,
      () => true,
      () => (hung += 1),
    )
    watch.arm(new LeaseWatch(shared, memory))
  })
  afterEach(() => {
    watch.disarm()
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  test('hangs after the whole time, not before', () => {
    for (let i = 0; i < 3; i++) check(0)
    expect(hung).toBe(0)
    check(0)
    expect(hung).toBe(1)
  })

  test('does not where this thread was late itself: stopped, or held up with the whole machine', () => {
    for (let i = 0; i < 20; i++) check(i % 3 === 0 ? 1000 : 0)
    expect(hung).toBe(0)
  })

  test('does not in a system call of a sink of ours', () => {
    lease.enter(Phase.system)
    for (let i = 0; i < 20; i++) check(0)
    expect(hung).toBe(0)
  })
})
