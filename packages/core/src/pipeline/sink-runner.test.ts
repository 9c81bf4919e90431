import { beforeEach, describe, expect, test } from 'vitest'
import type { Batch } from '../sinks/sink.ts'
import { FOREIGN, numbered, numbersOf, OpenSink } from './fixtures/fake-sink.ts'
import { captureWarnings, NOTHING, run, turn, type Warning } from './fixtures/runner.ts'
import { INTERNAL_LINE } from './line-batch.ts'

let warnings: Warning[]
beforeEach(() => {
  warnings = captureWarnings()
})

describe('a sink that writes at once', () => {
  test('gets the very batch, and holds nothing', () => {
    const got: Batch[] = []
    const { runner, counts, released } = run({ name: 's', write: (batch) => void got.push(batch) })
    const batch = numbered(0, 3)
    expect(runner.offer(batch, 0)).toBeUndefined()
    expect(got[0]).toBe(batch)
    expect(batch.borrowers).toBe(0)
    expect(runner.heldFrom).toBeNull()
    expect(released()).toBe(0)
    expect(counts()).toEqual({ ...NOTHING, accepted: 3, delivered: 3 })
  })

  test('lines of our own are written and not counted', () => {
    const { runner, counts } = run({ name: 's', write() {} })
    const batch = numbered(0, 2)
    batch.levels[1] = INTERNAL_LINE
    void runner.offer(batch, 0)
    expect(counts()).toEqual({ ...NOTHING, accepted: 1, delivered: 1 })
  })
})

describe('a sink that takes its time', () => {
  test('one write at a time, in order; what comes meanwhile waits and is joined', async () => {
    const sink = new OpenSink('s')
    const { runner, counts, released } = run(sink)
    for (let i = 0; i < 5; i++) expect(runner.offer(numbered(i * 10, 10), i * 100)).toBeUndefined()
    expect(sink.writes.length).toBe(1)
    expect(runner.heldFrom).toBe(0)
    expect(counts()).toEqual({ ...NOTHING, accepted: 50, pending: 50 })

    sink.last.resolve()
    await turn()
    expect(sink.writes.length).toBe(2)
    expect(sink.last.numbers.length).toBe(40)
    expect(runner.heldFrom).toBe(100)
    expect(counts()).toEqual({ ...NOTHING, accepted: 50, delivered: 10, pending: 40 })

    sink.last.resolve()
    await turn()
    expect(sink.received).toEqual(Array.from({ length: 50 }, (_, n) => n))
    expect(runner.heldFrom).toBeNull()
    expect(released()).toBe(2)
    expect(counts()).toEqual({ ...NOTHING, accepted: 50, delivered: 50 })
  })

  test('borrows the batch of the pipeline until it has settled', async () => {
    const sink = new OpenSink('s')
    const { runner } = run(sink)
    const batch = numbered(0, 1)
    void runner.offer(batch, 0)
    expect(batch.borrowers).toBe(1)
    sink.last.reject(new Error('no'))
    await turn()
    expect(batch.borrowers).toBe(0)
  })

  test('what waits is a copy: the pipeline uses its batch again', async () => {
    const sink = new OpenSink('s')
    const { runner } = run(sink)
    void runner.offer(numbered(0, 1), 0)
    const batch = numbered(1, 1)
    void runner.offer(batch, 8)
    batch.clear()
    batch.levels.push(20)
    batch.append('{"message":"other","data":{"n":666}}\n')
    sink.last.resolve()
    await turn()
    expect(sink.received).toEqual([0, 1])
  })

  test('a full queue holds the pipeline up until there is room, and loses nothing', async () => {
    const sink = new OpenSink('s', { ...FOREIGN, timeoutMs: Number.POSITIVE_INFINITY })
    const { runner, counts } = run(sink)
    const perBatch = 500
    let next = 0
    const offer = (): void | Promise<void> => runner.offer(numbered(next++ * perBatch, perBatch), next * 8)
    expect(offer()).toBeUndefined()
    let blocked: void | Promise<void> = undefined
    while (blocked === undefined) blocked = offer()
    // One is being written, and 64 KiB wait: each batch has some 18 KB.
    expect(next).toBe(5)
    let resumed = false
    void blocked.then(() => (resumed = true))
    await turn()
    expect(resumed).toBe(false)

    sink.last.resolve()
    await turn()
    expect(resumed).toBe(true)
    while (runner.heldFrom !== null) {
      sink.last.resolve()
      await turn()
    }
    expect(sink.received).toEqual(Array.from({ length: next * perBatch }, (_, n) => n))
    expect(counts()).toMatchObject({ accepted: 2500, delivered: 2500, pending: 0 })
  })

  test('records that it is spared are done only after those before them, and announced before those after them', async () => {
    const sink = new OpenSink('s')
    const { runner, counts, acknowledged } = run(sink)
    void runner.offer(numbered(0, 2), 0)
    void runner.offer(numbered(2, 2), 100)
    runner.spare(numbered(4, 1), 200)
    void runner.offer(numbered(5, 2), 300)
    expect(acknowledged()).toBe(0)
    expect(counts()).toEqual({ ...NOTHING, accepted: 7, pending: 7 })

    sink.last.resolve()
    await turn()
    expect(sink.last.numbers).toEqual([2, 3])
    expect(acknowledged()).toBe(100)

    sink.last.resolve()
    await turn()
    expect(acknowledged()).toBe(300)
    expect(counts()).toEqual({ ...NOTHING, accepted: 7, delivered: 4, failed: 1, pending: 2 })
    for (let write = 0; write < 2; write++) {
      sink.last.resolve()
      await turn()
    }
    const lost = { reason: 'poison', count: 1, levels: { 20: 1 } }
    expect(sink.received).toEqual([0, 1, 2, 3, lost, 5, 6])
    expect(counts()).toEqual({ ...NOTHING, accepted: 7, delivered: 6, failed: 1, lossRecords: 1 })
  })

  test('a batch larger than its whole queue gets through', async () => {
    const sink = new OpenSink('s', { ...FOREIGN, queueBytes: 1000, timeoutMs: Number.POSITIVE_INFINITY })
    const { runner } = run(sink)
    void runner.offer(numbered(0, 1), 0)
    expect(runner.offer(numbered(1, 1000), 8)).toBeUndefined()
    const blocked = runner.offer(numbered(1001, 1), 16)
    sink.last.resolve()
    await blocked
    sink.last.resolve()
    await turn()
    expect(sink.received.length).toBe(1002)
  })
})

describe('what a sink missed', () => {
  test('is announced before the next batch, once, by level', () => {
    const got: unknown[][] = []
    let broken = true
    const { runner, counts } = run({
      name: 's',
      write(batch) {
        if (broken) throw new Error('no')
        got.push(numbersOf(batch.events()))
      },
    })
    void runner.offer(numbered(0, 2, 20), 0)
    void runner.offer(numbered(2, 3, 40), 8)
    broken = false
    void runner.offer(numbered(5, 1), 16)
    void runner.offer(numbered(6, 1), 24)
    const loss = { reason: 'sink_failed', count: 8, levels: { 20: 2, 40: 3 } }
    expect(got).toEqual([[{ ...loss, count: 5 }], [5], [6]])
    expect(counts()).toEqual({ ...NOTHING, accepted: 7, delivered: 2, failed: 5, lossRecords: 1 })
  })

  test('a batch does not overtake it: when it cannot be written, the batch fails with it', async () => {
    const sink = new OpenSink('s')
    const { runner, counts } = run(sink)
    void runner.offer(numbered(0, 1), 0)
    sink.last.reject(new Error('no'))
    await turn()
    void runner.offer(numbered(1, 1), 8)
    expect(sink.last.numbers).toEqual([{ reason: 'sink_failed', count: 1, levels: { 20: 1 } }])
    sink.last.reject(new Error('no'))
    await turn()
    expect(counts()).toEqual({ ...NOTHING, accepted: 2, failed: 2 })

    void runner.offer(numbered(2, 1), 16)
    expect(sink.last.numbers).toEqual([{ reason: 'sink_failed', count: 2, levels: { 20: 2 } }])
    sink.last.resolve()
    await turn()
    expect(sink.last.numbers).toEqual([2])
    sink.last.resolve()
    await turn()
    expect(counts()).toEqual({ ...NOTHING, accepted: 3, failed: 2, delivered: 1, lossRecords: 1 })
  })
})

test('flush and close that throw or reject are said and contained', async () => {
  const { runner } = run({
    name: 's',
    write() {},
    flush() {
      throw new Error('f')
    },
    close: () => Promise.reject(new Error('c')),
  })
  await runner.flush()
  await runner.close()
  expect(warnings.map(({ message, error }) => [message, error])).toEqual([
    ['flush failed', 'Error: f'],
    ['close failed', 'Error: c'],
  ])
})

test('the state changes by what happens, and each change is said once', async () => {
  let broken = false
  const { runner, state } = run({
    name: 's',
    write() {
      if (broken) throw new Error('disk full')
    },
  })
  const states: unknown[] = [state()]
  const offer = (fails: boolean): void => {
    broken = fails
    void runner.offer(numbered(0, 2), 0)
    states.push(state())
  }
  for (const fails of [false, true, true, true, false, true, false, false, false, false]) offer(fails)
  expect(states).toEqual([
    'healthy',
    'healthy',
    'degraded',
    'degraded',
    'degraded',
    'recovering',
    'degraded',
    'recovering',
    'recovering',
    'healthy',
    'healthy',
  ])
  expect(warnings.map(({ message, state: said, missed, error }) => [message, said, missed, error])).toEqual([
    ['a sink is failing', 'degraded', 2, 'Error: disk full'],
    ['a sink writes again', 'recovering', 6, undefined],
    ['a sink is failing again', 'degraded', 2, 'Error: disk full'],
    ['a sink writes again', 'recovering', 2, undefined],
    ['a sink has recovered', 'healthy', undefined, undefined],
  ])
})

test('one that stands in for another says so for as long as it lives', () => {
  let broken = true
  const { runner, state } = run({
    name: 's',
    standsIn: true,
    write() {
      if (broken) throw new Error('no')
    },
  })
  expect(state()).toBe('failed')
  void runner.offer(numbered(0, 1), 0)
  expect(state()).toBe('degraded')
  broken = false
  for (let i = 0; i < 3; i++) void runner.offer(numbered(0, 1), 0)
  expect(state()).toBe('failed')
})
