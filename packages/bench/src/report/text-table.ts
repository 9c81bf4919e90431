/** Columns as wide as their widest cell; the first `left` of them aligned to the left, numbers to the right. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left: number,
): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? ''
        return column < left ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return [line(head), rule, ...rows.map(line)].join('\n')
}

/** Four significant digits at most, and no more than the unit deserves. */
export function number(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '-'
  if (unit === 'events/s')
    return `${(value / 1000).toFixed(value >= 100_000 ? 0 : value >= 10_000 ? 1 : 2)} K`
  if (value >= 100) return value.toFixed(0)
  if (value >= 10) return value.toFixed(1)
  return value.toFixed(unit === 'µs' || unit === '%' ? 3 : 2)
}
