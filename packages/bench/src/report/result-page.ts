import type { Result } from './result.ts'
import { type Column, deliveryTable, resultTable, type Table } from './tables.ts'

const slow = (name: string): readonly Column[] => [
  ['call max', `slow/${name}`, 'call max'],
  ['loop p99', `slow/${name}`, 'loop p99'],
  ['loop max', `slow/${name}`, 'loop max'],
  ['peak memory', `slow/${name}`, 'peak memory'],
  ['delivered', `slow/${name}`, 'delivered'],
]

const CALLS = [
  ['1 call site', 'call/1-site'],
  ['64 call sites', 'call/64-sites'],
  ['context bound', 'call/bound'],
  ['context from AsyncLocalStorage', 'call/scope'],
  ['with an Error', 'call/error'],
  ['level off', 'call/disabled'],
] as const

const TABLES: readonly Table[] = [
  {
    title: 'The two facades, no-op sink',
    columns: [
      ['events/s, sync', 'facade/fapilog/rate', 'rate'],
      ['p50, sync', 'facade/fapilog/latency', 'p50'],
      ['p99, sync', 'facade/fapilog/latency', 'p99'],
      ['events/s, async', 'facade/fapilog async/rate', 'rate'],
      ['p50, async', 'facade/fapilog async/latency', 'p50'],
      ['p99, async', 'facade/fapilog async/latency', 'p99'],
    ],
  },
  {
    title: 'Mean cost of a call',
    columns: [
      ...CALLS.map(([head, name]) => [head, name, 'mean'] as const),
      ['awaited', 'call/awaited', 'mean'],
    ],
  },
  {
    title: 'How long the event loop is busy for each call, until everything is written',
    columns: CALLS.slice(0, -1).map(([head, name]) => [head, name, 'busy until written'] as const),
  },
  ...['1K', '10K', '100K', '500K'].map((rate) => ({
    title: `Single calls at ${rate.replace('K', ' K')} a second`,
    columns: ['reached', 'p50', 'p99', 'p99.9', 'max', 'delivered'].map(
      (metric) => [metric, `paced/${rate}`, metric] as const,
    ),
  })),
  {
    title: 'An application at 10 K calls a second, standard output in a file',
    columns: ['call p50', 'call p99', 'call max', 'loop p99', 'loop max', 'peak memory', 'delivered'].map(
      (metric) => [metric, 'load/file', metric] as const,
    ),
  },
  { title: 'At 2 K a second, a destination that takes 2 ms a batch', columns: slow('2ms') },
  { title: 'At 2 K a second, 200 ms a batch', columns: slow('200ms') },
  { title: 'At 2 K a second, a destination that takes nothing for 5 s', columns: slow('stall') },
  {
    title: 'Lines delivered of those submitted, by how the process ends',
    columns: ['natural end', 'process.exit', 'throw', 'SIGTERM'].map(
      (ending) => [ending, `exit/${ending}`, 'delivered'] as const,
    ),
  },
  {
    title: 'Delivery',
    columns: [
      ['20 K calls at once took', 'burst/20K', 'calls made'],
      ['last line read after', 'burst/20K', 'last line read'],
      ['lag at 10 K/s, p50', 'lag/10K', 'p50'],
      ['lag at 10 K/s, p99', 'lag/10K', 'p99'],
      ['sustained, /dev/null', 'sustained/null', 'rate'],
      ['sustained, file', 'sustained/file', 'rate'],
    ],
  },
  {
    title: 'What the process pays',
    columns: [
      ['peak memory', 'memory', 'peak'],
      ['import', 'start-up', 'import'],
      ['import to first line', 'start-up', 'usable'],
      ['first call after 1 s, p50', 'after-idle', 'p50'],
      ['first call after 1 s, p99', 'after-idle', 'p99'],
      ['idle CPU, % of a core', 'idle-cpu', 'share'],
    ],
  },
]

/** Where and when a result was measured, and what. */
function origin({ machine, versions, date }: Result): string {
  const libraries = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.platform}. Node ${machine.node}.

${libraries.join(', ')}. Measured ${date.slice(0, 10)}.`
}

/** The tables of docs/benchmarks.md. */
export function resultPage(result: Result): string {
  const tables = TABLES.map((table) => resultTable(result, table)).filter((table) => table !== '')
  const delivered = deliveryTable(result)
  const all =
    delivered === '' ? [] : [`### Lines delivered of those submitted, in each scenario\n\n${delivered}`]
  return [origin(result), ...tables, ...all].join('\n\n')
}
