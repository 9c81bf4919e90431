import { headline } from '../measurement.ts'
import { type Bar, barChart } from './bar-chart.ts'
import { find, type Result } from './result.ts'
import { number } from './text-table.ts'

/** A metric of a scenario, or `delivered`: the lines that arrived of those submitted. */
type Column = readonly [head: string, scenario: string, metric: string]

interface Table {
  readonly title: string
  readonly columns: readonly Column[]
}

const slow = (name: string): readonly Column[] => [
  ['call max', `slow/${name}`, 'call max'],
  ['loop p99', `slow/${name}`, 'loop p99'],
  ['loop max', `slow/${name}`, 'loop max'],
  ['peak memory', `slow/${name}`, 'peak memory'],
  ['delivered', `slow/${name}`, 'delivered'],
]

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
    title: 'Mean cost of a call, standard output is /dev/null',
    columns: [
      ['64 call sites', 'call/64-sites', 'mean'],
      ['busy until written', 'call/64-sites', 'busy until written'],
      ['1 call site', 'call/1-site', 'mean'],
      ['context from AsyncLocalStorage', 'call/scope', 'mean'],
      ['with an Error', 'call/error', 'mean'],
      ['level off', 'call/disabled', 'mean'],
    ],
  },
  ...['1K', '10K', '100K', '500K'].map((rate) => ({
    title: `Single calls at ${rate.replace('K', ' K')} a second`,
    columns: ['p50', 'p99', 'p99.9', 'max', 'lost'].map(
      (metric) => [metric, `paced/${rate}`, metric] as const,
    ),
  })),
  {
    title: 'An application at 10 K calls a second, standard output in a file',
    columns: [
      ['call p50', 'load/file', 'call p50'],
      ['call p99', 'load/file', 'call p99'],
      ['loop p99', 'load/file', 'loop p99'],
      ['loop max', 'load/file', 'loop max'],
      ['peak memory', 'load/file', 'peak memory'],
      ['delivered', 'load/file', 'delivered'],
    ],
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
      ['first call after 1 s, p99', 'after-idle', 'p99'],
    ],
  },
  {
    title: 'What the process pays',
    columns: [
      ['peak memory', 'memory', 'peak'],
      ['import', 'start-up', 'import'],
      ['import to first line', 'start-up', 'usable'],
      ['idle CPU, % of a core', 'idle-cpu', 'share'],
    ],
  },
]

function cell(result: Result, subject: string, [, scenario, metric]: Column): string {
  if (metric === 'delivered') {
    const row = result.deliveries.find((one) => one.scenario === scenario && one.subject === subject)
    return row === undefined ? '' : `${row.delivered} of ${row.submitted}`
  }
  const one = find(result, scenario, subject, metric)
  return one === undefined ? '' : `${number(headline(one), one.unit)} ${one.unit}`
}

function markdown(result: Result, { title, columns }: Table): string {
  const measured = columns.filter(([, scenario]) =>
    [...result.measurements, ...result.deliveries].some((one) => one.scenario === scenario),
  )
  const subjects = [...result.measurements, ...result.deliveries]
    .filter((one) => measured.some(([, scenario]) => scenario === one.scenario))
    .map(({ subject }) => subject)
  const rows = [...new Set(subjects)].map(
    (subject) => `| ${subject} | ${measured.map((column) => cell(result, subject, column)).join(' | ')} |`,
  )
  if (rows.length === 0) return ''
  const heads = measured.map(([head]) => head)
  return [
    `### ${title}`,
    '',
    `| | ${heads.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(heads.length)}`,
    ...rows,
  ].join('\n')
}

/** The tables of the documentation. Columns and tables whose scenarios were not run are left out. */
export function resultTables(result: Result): string {
  const { machine, versions } = result
  const libraries = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.platform}. Node ${machine.node}.`,
    `${libraries.join(', ')}. Measured ${result.date.slice(0, 10)}.`,
    ...TABLES.map((table) => markdown(result, table)).filter((text) => text !== ''),
  ].join('\n\n')
}

const CHARTS = [
  ['call-cost', 'Mean cost of a call', '64 call sites, JSON lines to /dev/null', 'call/64-sites', 'mean'],
  ['tail', 'p99 of a call', '100 K calls a second, JSON lines to /dev/null', 'paced/100K', 'p99'],
  [
    'stall',
    'Longest standstill of the event loop',
    'the destination takes nothing for 5 s',
    'slow/stall',
    'loop max',
  ],
  ['exit', 'Lines delivered', 'logged right before process.exit()', 'exit/process.exit', 'delivered'],
] as const

/** Pictures by file name, of what was measured. */
export function resultCharts(result: Result): ReadonlyMap<string, string> {
  const charts = new Map<string, string>()
  for (const [file, title, note, scenario, metric] of CHARTS) {
    const bars = metric === 'delivered' ? deliveredBars(result, scenario) : timeBars(result, scenario, metric)
    if (bars.length > 0) charts.set(`${file}.svg`, barChart(title, note, bars))
  }
  return charts
}

function timeBars(result: Result, scenario: string, metric: string): readonly Bar[] {
  return result.measurements
    .filter((one) => one.scenario === scenario && one.metric === metric && one.subject !== 'empty function')
    .map((one) => {
      const value = headline(one)
      const text = `${number(value, one.unit)} ${one.unit}`
      return { label: one.subject, value, text, ours: one.subject === 'fapilog' }
    })
}

function deliveredBars(result: Result, scenario: string): readonly Bar[] {
  return result.deliveries
    .filter((one) => one.scenario === scenario)
    .map(({ subject, delivered, submitted }) => ({
      label: subject,
      value: delivered,
      text: `${delivered} of ${submitted}`,
      ours: subject === 'fapilog',
    }))
}
