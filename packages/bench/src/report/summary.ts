import { headline, type Measurement } from '../measurement.ts'
import { LIBRARIES } from '../scenario.ts'
import { checkFigures } from './figures.ts'
import { find, type Result } from './result.ts'
import { cell, type Column, markdown, withoutSpread } from './tables.ts'
import { number } from './text-table.ts'

const FACADES = [
  ['`AsyncLoggerFacade`', 'fapilog async'],
  ['`SyncLoggerFacade`', 'fapilog'],
] as const

/** The seed's own table: both facades, and nobody else. */
export function facadeTable(result: Result): string {
  const rows = FACADES.map(([name, subject]) => {
    const rate = find(result, `facade/${subject}/rate`, subject, 'rate')
    const at = (metric: string): string => {
      const one = find(result, `facade/${subject}/latency`, subject, metric)
      return one === undefined ? '' : withoutSpread(one)
    }
    return [name, rate === undefined ? '' : millions(rate), at('p50'), at('p99')]
  })
  return `${markdown(['facade', 'events/s', 'p50', 'p99'], rows)}\n\n${conditions(result)}`
}

/** Rates between quartiles: what a shared machine makes of them belongs beside them. */
function millions(rate: Measurement): string {
  const [value, low, high] = [headline(rate), rate.lowerQuartile, rate.upperQuartile].map((one) =>
    (one / 1e6).toFixed(2),
  )
  return `${value} M (${low}-${high})`
}

const conditions = ({ machine, date }: Result): string =>
  `Medians, quartiles in brackets. Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores, ${date.slice(0, 10)}.`

const COLUMNS: readonly Column[] = [
  ['a call', 'call/bound', 'mean'],
  ['p99 at 100 K/s', 'paced/100K', 'p99'],
  ['event loop stands still, at most, while the destination stalls 5 s', 'slow/stall', 'loop max'],
  ['lines that survive `process.exit()`', 'exit/process.exit', 'delivered'],
  ['sustained to a file', 'sustained/file', 'rate'],
  ['peak memory', 'memory', 'peak'],
  ['import to first line', 'start-up', 'usable'],
]

/** The comparison in README. */
export function peerTable(result: Result): string {
  const rows = LIBRARIES.map((subject) => [
    subject,
    ...COLUMNS.map((column) => cell(result, subject, column, withoutSpread)),
  ])
  return markdown(['', ...COLUMNS.map(([head]) => head)], rows)
}

/** What was wanted, and what is reached. */
export function figureTable(result: Result): string {
  const rows = checkFigures(result).map(({ what, wanted, value, unit, met }) => [
    what,
    wanted,
    `${number(value, unit)} ${unit}`,
    met ? 'met' : '**missed**',
  ])
  return markdown(['what', 'wanted', 'measured', ''], rows)
}
