import { headline, type Measurement } from '../measurement.ts'
import type { Delivery } from '../delivery.ts'
import { find, findDelivery, type Result, scenariosOf } from './result.ts'
import { number, textTable } from './text-table.ts'

/** Changes below this are noise on a shared machine. */
const NOTABLE = 0.1
/** One value has no spread: nobody knows what is noise. */
const ENOUGH = 3

interface Row {
  /** How much worse; below nothing: better. */
  readonly change: number
  readonly cells: readonly string[]
}

/** What changed from `a` to `b`, worst first. */
export function compare(a: Result, b: Result): string {
  const rows: Row[] = []
  for (const after of b.measurements) {
    const before = find(a, after.scenario, after.subject, after.metric)
    if (before !== undefined) rows.push(measured(before, after))
  }
  for (const after of b.deliveries) {
    const before = findDelivery(a, after.scenario, after.subject)
    if (before !== undefined) rows.push(delivered(before, after))
  }
  const warnings = differences(a, b).map((line) => `warning: ${line}\n`)
  if (rows.length === 0) return `${warnings.join('')}Nothing was measured in both.\n`
  const sorted = rows.toSorted((x, y) => y.change - x.change).map((row) => row.cells)
  const head = ['scenario', 'subject', 'metric', 'unit', 'before', 'after', 'change', '']
  return `${warnings.join('')}${textTable(head, sorted, 4)}\n`
}

function measured(before: Measurement, after: Measurement): Row {
  const [from, to] = [headline(before), headline(after)]
  const worse = after.better === 'lower' ? ratio(from, to) : ratio(to, from)
  // Quartiles that overlap are no change, however far the medians are apart.
  const apart = after.lowerQuartile > before.upperQuartile || after.upperQuartile < before.lowerQuartile
  const known = before.samples >= ENOUGH && after.samples >= ENOUGH
  const verdict = !apart || Math.abs(worse) < NOTABLE ? '' : !known ? 'one value' : verdictOf(worse)
  const values = [number(from, after.unit), number(to, after.unit)]
  const name = [after.scenario, after.subject, after.metric, after.unit]
  return { change: worse, cells: [...name, ...values, percent(ratio(from, to)), verdict] }
}

/** The share that arrived: two sizes of a scenario submit different numbers. */
function delivered(before: Delivery, after: Delivery): Row {
  const [from, to] = [before, after].map((one) => (one.delivered / one.submitted) * 100) as [number, number]
  const worse = ratio(to, from)
  const cells = [after.scenario, after.subject, 'delivered', '%', number(from, '%'), number(to, '%')]
  // No noise in it: a lost line is lost.
  return { change: worse, cells: [...cells, percent(ratio(from, to)), from === to ? '' : verdictOf(worse)] }
}

/** By how much `to` is more than `from`, as a share of `from`. */
const ratio = (from: number, to: number): number => (from === to ? 0 : to / from - 1)

const percent = (change: number): string =>
  Number.isFinite(change) ? `${change >= 0 ? '+' : ''}${(change * 100).toFixed(0)} %` : 'from 0'

const verdictOf = (worse: number): string => (worse > 0 ? 'WORSE' : 'better')

/** Why the two may not be comparable. */
function differences(a: Result, b: Result): readonly string[] {
  const lines: string[] = []
  const same = (what: string, before: unknown, after: unknown): void => {
    if (before !== after) lines.push(`${what} differs: ${String(before)} and ${String(after)}`)
  }
  same('the mode', a.mode, b.mode)
  same('the CPU', a.machine.cpu, b.machine.cpu)
  same('the number of cores', a.machine.cores, b.machine.cores)
  same('Node', a.machine.node, b.machine.node)
  for (const name of new Set([...Object.keys(a.versions), ...Object.keys(b.versions)])) {
    // Two versions of ours are what a comparison is for.
    if (name !== 'fapilog') same(name, a.versions[name], b.versions[name])
  }
  const [before, after] = [scenariosOf(a), scenariosOf(b)]
  for (const name of before) if (!after.has(name)) lines.push(`${name} is only in the first`)
  for (const name of after) if (!before.has(name)) lines.push(`${name} is only in the second`)
  return lines
}
