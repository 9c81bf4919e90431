import { headline } from '../measurement.ts'
import { WRITES_NOTHING } from '../subjects/subject.ts'
import { type Bar, barChart } from './bar-chart.ts'
import type { Result } from './result.ts'
import { withoutSpread } from './tables.ts'

const CHARTS = [
  [
    'call-cost',
    'Mean cost of a call',
    '64 call sites, context bound, JSON lines into a file',
    'call/bound',
    'mean',
  ],
  ['tail', 'p99 of a call', '100 K calls a second, JSON lines into a file', 'paced/100K', 'p99'],
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
    .filter((one) => one.scenario === scenario && one.metric === metric)
    .filter(({ subject }) => !WRITES_NOTHING.some((name) => name === subject))
    .map((one) => ({
      label: one.subject,
      value: headline(one),
      text: withoutSpread(one),
      ours: one.subject === 'fapilog',
    }))
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
