import { beforeEach, describe, expect, test } from 'vitest'
import * as counter from '../observe/counters.ts'
import { acknowledgedBy, READ, WRITE } from '../ring/layout.ts'
import { createLease, Lease, LeaseWatch } from '../ring/lease.ts'
import { takeOver } from '../ring/take-over.ts'
import type { Sink } from '../sinks/sink.ts'
import { FOREIGN, numbersOf, OpenSink } from './fixtures/fake-sink.ts'
import { captureWarnings, turn } from './fixtures/runner.ts'
import { createHarness, type Harness } from './format/testing/harness.ts'
import { Pipeline } from './pipeline.ts'
import type { Caution } from './thread-messages.ts'

/** At most, in any of the tests. */
const SINKS = 3
const NO_LIMIT = { ...FOREIGN, timeoutMs: Number.POSITIVE_INFINITY }

/** A sink that takes all at once, and what it got. */
function quick(name: string): Sink & { readonly got: unknown[] } {
  const got: unknown[] = []
  return { name, got, write: (batch) => void got.push(...numbersOf(batch.events())) }
}

let harness: Harness
let next: number
/** That of the pipeline opened last. */
let lease: SharedArrayBuffer
beforeEach(() => {
  captureWarnings()
  harness = createHarness()
  next = 0
})

function open(...given: (Sink | null | { readonly caution: Caution })[]): Pipeline {
  const sinks = given.filter((one): one is Sink | null => one === null || 'name' in one)
  const caution = given.find((one) => one !== null && 'caution' in one)?.caution ?? null
  lease = createLease(word(READ), SINKS)
  return new Pipeline(harness.shared, {
    ids: { fixed: '7000-8000', base: 0 },
    diagnostics: {},
    schemaVersion: false,
    baseContext: null,
    early: null,
    lease: new Lease(harness.shared, lease),
    caution,
    inDoubt: [],
    sinks,
  })
}

/** Logs and hands over `count` records. */
function log(pipeline: Pipeline, count: number): number | Promise<number> {
  for (let i = 0; i < count; i++) harness.log('line', { n: next++ })
  return pipeline.turn()
}

const word = (index: number): number => Atomics.load(new Int32Array(harness.shared.control), index)
const cell = (at: number): number => new Float64Array(harness.shared.counters)[at] as number
const ofSink = (sink: number, name: counter.SinkCell): number => cell(counter.sinkCell(sink, name))
const upTo = (end: number): number[] => Array.from({ length: end }, (_, n) => n)

describe('several sinks', () => {
  test('one that waits does not hold up another, nor lose what the pipeline formats meanwhile', async () => {
    const slow = new OpenSink('slow')
    const fast = quick('fast')
    const pipeline = open(slow, fast)
    for (let i = 0; i < 20; i++) expect(log(pipeline, 5)).toBe(5)
    expect(fast.got).toEqual(upTo(100))
    expect(slow.received).toEqual(upTo(5))
    while (pipeline.busy) {
      slow.last.resolve()
      await turn()
    }
    expect(slow.received).toEqual(upTo(100))
  })

  test('the ring is freed as far as the slowest has written, and the counters go with it', async () => {
    const slow = new OpenSink('slow')
    const pipeline = open(quick('fast'), slow)
    void log(pipeline, 5)
    const first = word(WRITE)
    void log(pipeline, 3)
    expect(pipeline.busy).toBe(true)
    expect([word(READ), cell(counter.TAKEN), cell(counter.RECORDS_READ)]).toEqual([0, 0, 0])

    slow.last.resolve()
    await turn()
    expect([word(READ), cell(counter.TAKEN), cell(counter.RECORDS_READ)]).toEqual([first, 5, 5])

    slow.last.resolve()
    await turn()
    expect([word(READ), cell(counter.TAKEN)]).toEqual([word(WRITE), 8])
    expect(pipeline.busy).toBe(false)
  })

  test('what two of them miss of one batch counts once', async () => {
    const [a, b] = [new OpenSink('a'), new OpenSink('b')]
    const pipeline = open(a, b)
    void log(pipeline, 10)
    a.last.reject(Object.assign(new Error('no'), { written: 7 }))
    b.last.reject(Object.assign(new Error('no'), { written: 4 }))
    await turn()
    expect(cell(counter.FAILED_SINK)).toBe(6)
    expect([ofSink(0, 'failed'), ofSink(1, 'failed')]).toEqual([3, 6])
  })

  test('the failures of two batches add up, although each sink failed with one', async () => {
    const [a, b] = [new OpenSink('a'), new OpenSink('b')]
    const pipeline = open(a, b)
    void log(pipeline, 10)
    a.last.reject(new Error('no'))
    b.last.resolve()
    await turn()
    void log(pipeline, 4)
    // The first is told what it missed before it gets the second batch.
    a.last.resolve()
    await turn()
    a.last.resolve()
    b.last.reject(new Error('no'))
    await turn()
    expect([cell(counter.TAKEN), cell(counter.FAILED_SINK)]).toEqual([14, 14])
  })

  test('a full queue holds the pipeline up: the ring is the buffer behind it', async () => {
    const slow = new OpenSink('slow', { ...NO_LIMIT, queueBytes: 1 })
    const fast = quick('fast')
    const pipeline = open(slow, fast)
    expect(log(pipeline, 2)).toBe(2)
    expect(log(pipeline, 2)).toBe(2)
    const blocked = log(pipeline, 2)
    expect(blocked).toBeInstanceOf(Promise)
    expect(fast.got).toEqual(upTo(6))
    slow.last.resolve()
    expect(await blocked).toBe(2)
    while (pipeline.busy) {
      slow.last.resolve()
      await turn()
    }
    expect(slow.received).toEqual(upTo(6))
    expect(word(READ)).toBe(word(WRITE))
  })

  test('one that could not be set up is left out', () => {
    const fast = quick('fast')
    const pipeline = open(null, fast)
    void log(pipeline, 3)
    expect(fast.got).toEqual(upTo(3))
    expect([ofSink(0, 'accepted'), ofSink(0, 'dropped'), ofSink(0, 'delivered')]).toEqual([3, 3, 0])
    expect(counter.SINK_STATES[ofSink(0, 'state')]).toBe('failed')
    expect(ofSink(1, 'delivered')).toBe(3)
  })
})

describe('a thread that takes the place of another', () => {
  test('goes on at the first record that some sink has not written', async () => {
    const slow = new OpenSink('slow')
    const dead = open(slow)
    void log(dead, 4)
    void log(dead, 3)
    slow.last.resolve()
    await turn()

    takeOver(harness.shared, new LeaseWatch(harness.shared, lease), 1, true)
    const successor = quick('slow')
    const pipeline = open(successor)
    expect(pipeline.turn()).toBe(3)
    expect(successor.got).toEqual([4, 5, 6])
    expect([
      cell(counter.TAKEN),
      ofSink(0, 'accepted'),
      ofSink(0, 'delivered'),
      ofSink(0, 'pending'),
    ]).toEqual([7, 7, 7, 0])
  })

  test('gives a sink nothing that it has already, whatever another one still misses', async () => {
    const slow = new OpenSink('slow')
    const fast = quick('fast')
    const dead = open(slow, fast)
    for (const n of [4, 3, 2]) void log(dead, n)
    slow.last.resolve()
    await turn()
    expect(fast.got).toEqual(upTo(9))

    takeOver(harness.shared, new LeaseWatch(harness.shared, lease), 2, true)
    const successor = quick('slow')
    const pipeline = open(successor, fast)
    while (pipeline.turn() !== 0);
    void log(pipeline, 1)
    expect(successor.got).toEqual([4, 5, 6, 7, 8, 9])
    expect(fast.got).toEqual(upTo(10))
    expect(cell(counter.TAKEN)).toBe(10)
    for (const sink of [0, 1]) {
      expect(
        ['accepted', 'delivered', 'pending'].map((name) => ofSink(sink, name as counter.SinkCell)),
      ).toEqual([10, 10, 0])
    }
  })

  test('does not repeat what one that may yet wake has in hand, and says how much that is', async () => {
    const slow = new OpenSink('slow')
    const stale = open(slow)
    for (const n of [4, 3, 2]) void log(stale, n)

    takeOver(harness.shared, new LeaseWatch(harness.shared, lease), 1, false)
    const successor = quick('slow')
    const pipeline = open(successor)
    while (pipeline.turn() !== 0);
    expect(successor.got).toEqual([4, 5, 6, 7, 8])
    const counts = (['accepted', 'delivered', 'inDoubt', 'pending'] as const).map((name) => ofSink(0, name))
    expect(counts).toEqual([9, 5, 4, 0])
    expect([cell(counter.TAKEN), cell(counter.FAILED_SINK)]).toEqual([9, 4])

    // It wakes: what it was doing changes nothing any more, and it does nothing else.
    slow.last.resolve()
    await turn()
    expect(stale.deposed).toBe(true)
    expect(log(stale, 1)).toBe(0)
    expect(slow.writes.length).toBe(1)
    expect([cell(counter.TAKEN), ofSink(0, 'delivered')]).toEqual([9, 5])
  })

  test('a deposed thread that wakes while it leaves out a record writes nothing to the queue', () => {
    harness.log('line', { n: 0 })
    const poison = { position: word(READ), sink: null }
    const stale = open({ caution: { until: word(WRITE), most: Infinity, poison } }, quick('s'))
    takeOver(harness.shared, new LeaseWatch(harness.shared, lease), 1, false)
    const before = Buffer.from(new Uint8Array(harness.shared.ring))
    expect(stale.turn()).toBe(0)
    expect(before.equals(new Uint8Array(harness.shared.ring))).toBe(true)
  })

  test('has nothing in doubt of what is freed, though no sink was ever given it', () => {
    for (let i = 0; i < 5; i++) harness.log('line', { n: i })
    Atomics.store(new Int32Array(harness.shared.control), READ, word(WRITE))
    expect(
      takeOver(harness.shared, new LeaseWatch(harness.shared, createLease(word(WRITE), SINKS)), 1, false),
    ).toEqual([])
    expect(cell(counter.FAILED_SINK)).toBe(0)
  })

  test('counts each record once that several sinks have in doubt', () => {
    const ends = Array.from({ length: 4 }, (_, i) => {
      harness.log('line', { n: i })
      return word(WRITE)
    })
    const memory = createLease(word(READ), SINKS)
    const former = new Lease(harness.shared, memory)
    Atomics.store(new Int32Array(harness.shared.control), acknowledgedBy(0), ends[1] as number)
    former.claim(0, ends[3] as number)
    former.claim(1, ends[2] as number)
    expect(takeOver(harness.shared, new LeaseWatch(harness.shared, memory), 2, false)).toEqual([
      { sink: 0, levels: [20, 20] },
      { sink: 1, levels: [20, 20, 20] },
    ])
    // Counted as failed when they leave the ring: until then they are pending.
    expect([ofSink(0, 'inDoubt'), ofSink(1, 'inDoubt'), cell(counter.MARKED)]).toEqual([2, 3, 4])
    expect(cell(counter.FAILED_SINK)).toBe(0)
  })

  test('writes one by one what the other may have died of, and leaves out what two died of', () => {
    const sizes: number[] = []
    const sink: Sink = { name: 's', write: ({ count }) => void sizes.push(count) }
    for (let i = 0; i < 5; i++) harness.log('line', { n: i })
    const until = word(WRITE)
    harness.log('line', { n: 5 })
    harness.log('line', { n: 6 })
    const poison = { position: word(READ) + (until - word(READ)) / 5, sink: null }
    const pipeline = open({ caution: { until, most: 1, poison } }, sink)
    while (pipeline.turn() !== 0);
    // The second is left out; the third comes after the line that says so.
    expect(sizes).toEqual([1, 1, 1, 1, 1, 2])
    expect([cell(counter.TAKEN), cell(counter.FAILED_DECODE)]).toEqual([7, 1])
  })
})

test('records of one pipeline keep their message ids when they are formatted again', async () => {
  const ids: string[] = []
  const sink = (write: () => void | Promise<void>): Sink => ({
    name: 's',
    write(batch) {
      ids.push(...batch.events().map(({ context }) => String(context['message_id'])))
      return write()
    },
  })
  void log(open(sink(() => new Promise(() => undefined))), 2)
  void open(sink(() => undefined)).turn()
  expect(ids.slice(0, 2)).toEqual(ids.slice(2))
})
