import type { DrainResult } from 'fapilog'

/** The outcome of a drain as aligned text: where every record is, and what each sink did. */
export function drainTable(result: DrainResult): string {
  const { submitted, delivered, failed, filtered, dropped, pending, queue, sinks } = result
  const records = [
    ['submitted', submitted],
    ['delivered', delivered],
    ['failed', failed],
    ['filtered', sumOf(filtered)],
    ['dropped', sumOf(dropped)],
    ['pending', pending],
  ] as const
  const perSink = Object.entries(sinks).map(
    ([name, { accepted, delivered, failed, lossRecords }]) =>
      [name, accepted, delivered, failed, lossRecords] as const,
  )
  const took = `${result.durationMs.toFixed(1)} ms`
  const fullest = `queue: at most ${kib(queue.highWatermark)} of ${kib(queue.capacity)} KiB in use`
  return [
    result.complete ? `drained in ${took}` : `NOT DRAINED after ${took}`,
    '',
    ...aligned([['records', ''], ...records]),
    '',
    ...aligned([['sink', 'accepted', 'delivered', 'failed', 'loss records'], ...perSink]),
    '',
    fullest,
    '',
  ].join('\n')
}

function sumOf(byReason: Readonly<Record<string, number>>): number {
  return Object.values(byReason).reduce((sum, n) => sum + n, 0)
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1)
}

/** Names to the left, numbers to the right, two blanks between the columns. */
function aligned(rows: readonly (readonly (string | number)[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => String(row[column] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((value, column) => {
        const width = widths[column] ?? 0
        return column === 0 ? String(value).padEnd(width) : String(value).padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
}
