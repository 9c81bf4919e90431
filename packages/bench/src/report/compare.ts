import { headline } from '../measurement.ts'
import { find, type Result } from './result.ts'
import { number, textTable } from './text-table.ts'

/** Changes below this are noise on a shared machine. */
const NOTABLE = 0.1

/** What changed from `a` to `b`, worst first. */
export function compare(a: Result, b: Result): string {
  const rows: { readonly change: number; readonly cells: readonly string[] }[] = []
  for (const after of b.measurements) {
    const before = find(a, after.scenario, after.subject, after.metric)
    if (before === undefined) continue
    const [from, to] = [headline(before), headline(after)]
    const worse = after.better === 'lower' ? to / from - 1 : from / to - 1
    // Quartiles that overlap are no change, however far the judged ones are apart.
    const apart = after.lowerQuartile > before.upperQuartile || after.upperQuartile < before.lowerQuartile
    const verdict = !apart || Math.abs(worse) < NOTABLE ? '' : worse > 0 ? 'WORSE' : 'better'
    const percent = `${to >= from ? '+' : ''}${((to / from - 1) * 100).toFixed(0)} %`
    const values = [number(from, after.unit), number(to, after.unit)]
    const name = [after.scenario, after.subject, after.metric, after.unit]
    rows.push({ change: worse, cells: [...name, ...values, percent, verdict] })
  }
  if (rows.length === 0) return 'Nothing was measured in both.\n'
  const warning = differences(a, b).map((line) => `warning: ${line}\n`)
  const sorted = rows.toSorted((x, y) => y.change - x.change).map((row) => row.cells)
  const head = ['scenario', 'subject', 'metric', 'unit', 'before', 'after', 'change', '']
  return `${warning.join('')}${textTable(head, sorted, 4)}\n`
}

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
  return lines
}
