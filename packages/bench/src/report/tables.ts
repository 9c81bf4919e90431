import { headline, type Measurement } from '../measurement.ts'
import { find, findDelivery, type Result, scenariosOf } from './result.ts'
import { number } from './text-table.ts'

/** A metric of a scenario, or `delivered`: the lines that arrived of those submitted. */
export type Column = readonly [head: string, scenario: string, metric: string]

export interface Table {
  readonly title: string
  readonly columns: readonly Column[]
}

/** `0.329 (0.310-0.361) µs`: what is published, and between which quartiles it lies. */
export function withSpread(one: Measurement): string {
  const value = number(headline(one), one.unit)
  const [low, high] = [number(one.lowerQuartile, one.unit), number(one.upperQuartile, one.unit)]
  const spread = one.judgedBy === 'worst' || one.samples < 2 ? '' : ` (${low}-${high})`
  return `${value}${spread} ${one.unit}`
}

export const withoutSpread = (one: Measurement): string => `${number(headline(one), one.unit)} ${one.unit}`

const grouped = (count: number): string => count.toLocaleString('en-US')

/** Empty for what was not measured. */
export function cell(
  result: Result,
  subject: string,
  [, scenario, metric]: Column,
  text: (one: Measurement) => string,
): string {
  if (metric === 'delivered') {
    const row = findDelivery(result, scenario, subject)
    return row === undefined ? '' : `${grouped(row.delivered)} of ${grouped(row.submitted)}`
  }
  const one = find(result, scenario, subject, metric)
  return one === undefined ? '' : text(one)
}

/** Numbers to the right of the first column. */
export function markdown(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const [first = '', ...others] = heads
  return [
    `| ${[first, ...others].join(' | ')} |`.replace('|  |', '| |'),
    `| --- |${' ---: |'.repeat(others.length)}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n')
}

/** Columns whose scenarios were not run are left out; empty when that is all. */
export function resultTable(result: Result, { title, columns }: Table): string {
  const there = scenariosOf(result)
  const measured = columns.filter(([, scenario]) => there.has(scenario))
  const subjects = [...result.measurements, ...result.deliveries]
    .filter((one) => measured.some(([, scenario]) => scenario === one.scenario))
    .map(({ subject }) => subject)
  const rows = [...new Set(subjects)].map((subject) => [
    subject,
    ...measured.map((column) => cell(result, subject, column, withSpread)),
  ])
  if (rows.length === 0) return ''
  return `### ${title}\n\n${markdown(['', ...measured.map(([head]) => head)], rows)}`
}

/** Every scenario in which lines were counted, and every library. */
export function deliveryTable(result: Result): string {
  const subjects = [...new Set(result.deliveries.map(({ subject }) => subject))]
  const scenarios = [...new Set(result.deliveries.map(({ scenario }) => scenario))]
  const rows = scenarios.map((scenario) => [
    scenario,
    ...subjects.map((subject) => {
      const row = findDelivery(result, scenario, subject)
      if (row === undefined) return ''
      const all = row.delivered === row.submitted
      return all
        ? `all ${grouped(row.submitted)}`
        : `**${grouped(row.delivered)}** of ${grouped(row.submitted)}`
    }),
  ])
  return rows.length === 0 ? '' : markdown(['scenario', ...subjects], rows)
}
