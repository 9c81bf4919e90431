import { createHarness } from '../src/pipeline/format/testing/harness.ts'

/**
 * `node packages/core/scripts/flood.ts [records]`: distinct messages and distinct shapes, ten million of each unless told. Prints
 * what memory and the dictionary have grown by, and what a call costs beside one that goes inline from the
 * start (a text too long to be interned, keys in a list). Costs are for reading, not for a test.
 */
const RECORDS = Number(process.argv[2] ?? 10_000_000)
const BATCH = 1000

type Call = (harness: ReturnType<typeof createHarness>, i: number) => void

const long = 'x'.repeat(257)
const CALLS: Readonly<Record<string, Call>> = {
  'constant message, constant shape': (h, i) =>
    h.log('a constant message of a call site', { id: i, took: i }),
  'distinct messages': (h, i) => h.log(`request ${i} took ${i % 977} ms in all`),
  'distinct messages, inline': (h, i) => h.log(`${i} ${long}`),
  'distinct shapes': (h, i) => h.log('a constant message of a call site', { [`key ${i}`]: i }),
  'distinct shapes, inline': (h, i) =>
    h.log('a constant message of a call site', { list: [{ [`key ${i}`]: i }] }),
  'every message twice': (h, i) => h.log(`pair ${i >> 1} of a message`),
}

const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`

for (const [name, call] of Object.entries(CALLS)) {
  const harness = createHarness({ capacity: 1 << 20 })
  const quartile: number[] = []
  let early = 0
  for (let from = 0; from < RECORDS; from += BATCH) {
    const start = process.hrtime.bigint()
    for (let i = from; i < from + BATCH; i++) call(harness, i)
    quartile.push(Number(process.hrtime.bigint() - start) / BATCH)
    harness.bytes()
    if (from === Math.floor(RECORDS / 10 / BATCH) * BATCH) early = process.memoryUsage().heapUsed
  }
  const { heapUsed, rss } = process.memoryUsage()
  const ns = quartile.slice(quartile.length >> 1).toSorted((a, b) => a - b)
  const { texts, shapes, bytes } = harness.dictionary()
  console.log(
    `${name}: ${(ns[ns.length >> 2] ?? 0).toFixed(0)} ns a call (lower quartile of the second half), ` +
      `heap ${mib(heapUsed)} (${mib(heapUsed - early)} since a tenth), rss ${mib(rss)}, ` +
      `dictionary ${texts.length} texts, ${shapes} shapes, ${mib(bytes)}, dropped ${harness.count('queue_full')}`,
  )
}
