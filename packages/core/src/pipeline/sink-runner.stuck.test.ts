import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FOREIGN, numbered, OpenSink } from './fixtures/fake-sink.ts'
import { captureWarnings, NOTHING, run, turn, type Warning } from './fixtures/runner.ts'

let warnings: Warning[]
beforeEach(() => {
  warnings = captureWarnings()
})

describe('a sink that never settles', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('is given up after its time: its write failed, its queue and what comes after are dropped', async () => {
    const sink = new OpenSink('s', FOREIGN)
    const { runner, counts, missed, released, state } = run(sink)
    void runner.offer(numbered(0, 2), 0)
    void runner.offer(numbered(2, 3), 8)
    vi.advanceTimersByTime(999)
    await turn()
    expect(runner.heldFrom).toBe(0)
    vi.advanceTimersByTime(1)
    await turn()
    expect(runner.heldFrom).toBeNull()
    expect(released()).toBe(1)
    expect(missed).toEqual([
      [0, 2],
      [8, 3],
    ])
    expect(counts()).toEqual({ ...NOTHING, accepted: 5, failed: 2, dropped: 3 })

    expect(runner.offer(numbered(5, 4), 16)).toBeUndefined()
    expect(counts()).toEqual({ ...NOTHING, accepted: 9, failed: 2, dropped: 7 })
    expect(sink.writes.length).toBe(1)
    expect(state()).toBe('degraded')
    expect(warnings).toMatchObject([{ message: 'a sink is failing', sink: 's', missed: 2 }])
    expect(String(warnings[0]?.['error'])).toContain('did not settle within 1000 ms')
  })

  test('frees a pipeline that waits for room', async () => {
    const { runner, counts } = run(new OpenSink('s', { ...FOREIGN, queueBytes: 10 }))
    void runner.offer(numbered(0, 1), 0)
    void runner.offer(numbered(1, 1), 8)
    const blocked = runner.offer(numbered(2, 1), 16)
    expect(blocked).toBeInstanceOf(Promise)
    vi.advanceTimersByTime(1000)
    await blocked
    expect(counts()).toEqual({ ...NOTHING, accepted: 3, failed: 1, dropped: 2 })
  })

  test('settles after all: it goes on, and learns first what it missed', async () => {
    const sink = new OpenSink('s', FOREIGN)
    const { runner, counts, state } = run(sink)
    void runner.offer(numbered(0, 2), 0)
    void runner.offer(numbered(2, 3), 8)
    vi.advanceTimersByTime(1000)
    await turn()
    sink.last.resolve()
    await turn()
    // It counts as failed for good: nobody could tell when it would be true no longer.
    expect(counts()).toEqual({ ...NOTHING, accepted: 5, failed: 2, dropped: 3 })
    expect(state()).toBe('degraded')

    void runner.offer(numbered(5, 1), 16)
    expect(sink.last.numbers).toEqual([
      { reason: 'sink_failed', count: 2, levels: { 20: 2 } },
      { reason: 'sink_stuck', count: 3, levels: { 20: 3 } },
    ])
    sink.last.resolve()
    await turn()
    expect(sink.last.numbers).toEqual([5])
    sink.last.resolve()
    await turn()
    expect(state()).toBe('recovering')
    expect(counts()).toEqual({ ...NOTHING, accepted: 6, failed: 2, dropped: 3, delivered: 1, lossRecords: 2 })
  })

  test('hangs in its loss record: nothing is announced twice, nothing written after it was given up', async () => {
    const sink = new OpenSink('s', FOREIGN)
    const { runner, counts } = run(sink)
    void runner.offer(numbered(0, 1), 0)
    sink.last.reject(new Error('no'))
    await turn()
    void runner.offer(numbered(1, 1), 8)
    vi.advanceTimersByTime(1000)
    await turn()
    expect(counts()).toEqual({ ...NOTHING, accepted: 2, failed: 2 })
    sink.last.resolve()
    await turn()
    expect(sink.writes.length).toBe(2)
    void runner.offer(numbered(2, 1), 16)
    expect(sink.last.numbers).toEqual([{ reason: 'sink_failed', count: 1, levels: { 20: 1 } }])
  })

  test('a write that is done in time stops the clock', async () => {
    const sink = new OpenSink('s', FOREIGN)
    const { runner, counts } = run(sink)
    for (let i = 0; i < 3; i++) {
      void runner.offer(numbered(i, 1), i * 8)
      vi.advanceTimersByTime(900)
      sink.last.resolve()
      await turn()
    }
    expect(counts()).toEqual({ ...NOTHING, accepted: 3, delivered: 3 })
  })

  test('one of ours may take for ever', async () => {
    const sink = new OpenSink('s')
    const { runner, counts } = run(sink)
    void runner.offer(numbered(0, 1), 0)
    vi.advanceTimersByTime(3_600_000)
    await turn()
    expect(counts()).toEqual({ ...NOTHING, accepted: 1, pending: 1 })
  })

  test.each(['flush', 'close'] as const)('%s that never settles ends after its time', async (what) => {
    const { runner } = run({
      name: 's',
      limits: FOREIGN,
      write() {},
      [what]: () => new Promise(() => undefined),
    })
    const ended = runner[what]()
    vi.advanceTimersByTime(1000)
    await ended
    expect(warnings).toMatchObject([{ message: `${what} did not settle in time`, sink: 's', ms: 1000 }])
  })
})
