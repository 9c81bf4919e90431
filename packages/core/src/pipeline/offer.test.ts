import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { READ, WRITE } from '../ring/layout.ts'
import { createLease, Lease } from '../ring/lease.ts'
import type { Sink } from '../sinks/sink.ts'
import { FOREIGN, numbersOf, OpenSink } from './fixtures/fake-sink.ts'
import { turn } from './fixtures/runner.ts'
import { createHarness } from './format/testing/harness.ts'
import { Pipeline } from './pipeline.ts'

const NO_LIMIT = { ...FOREIGN, timeoutMs: Number.POSITIVE_INFINITY }

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('what may be deadly one module gets after the other; one that takes too long is not waited for again', async () => {
  const harness = createHarness()
  const { shared } = harness
  const word = (at: number): number => Atomics.load(new Int32Array(shared.control), at)
  const [slow, other] = [new OpenSink('slow', NO_LIMIT), new OpenSink('other', NO_LIMIT)]
  const got: unknown[] = []
  const ours: Sink = { name: 'ours', write: (batch) => void got.push(...numbersOf(batch.events())) }
  for (let n = 0; n < 3; n++) harness.log('line', { n })
  const pipeline = new Pipeline(shared, {
    ids: { fixed: '7000-8000', base: 0 },
    diagnostics: {},
    schemaVersion: false,
    baseContext: null,
    early: null,
    lease: new Lease(shared, createLease(word(READ), 3)),
    caution: { until: word(WRITE), most: 1, poison: null },
    inDoubt: [],
    sinks: [slow, other, ours],
  })

  const first = pipeline.turn()
  await turn()
  expect([slow.received, other.received, got]).toEqual([[0], [], [0]])
  slow.last.resolve()
  await turn()
  expect([slow.received, other.received]).toEqual([[0], [0]])
  // The second has yet to write it: until then it must not be freed, nor before the second was asked.
  expect(word(READ)).toBe(0)
  other.last.resolve()
  expect(await first).toBe(1)
  expect(word(READ)).toBeGreaterThan(0)

  const second = pipeline.turn()
  await turn()
  expect([slow.received, other.received]).toEqual([[0, 1], [0]])
  await vi.advanceTimersByTimeAsync(1000)
  expect(await second).toBe(1)
  expect(pipeline.turn()).toBe(1)
  other.last.resolve()
  await turn()
  expect([slow.received, other.received, got]).toEqual([
    [0, 1],
    [0, 1, 2],
    [0, 1, 2],
  ])
})
