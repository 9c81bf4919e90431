/** A line that is no CSV, or not the CSV of this file. */
export class MalformedLine extends Error {
  override readonly name = 'MalformedLine'
  readonly column: number

  constructor(message: string, column: number) {
    super(message)
    this.column = column
  }
}

/** The cells of one line: separated by commas, in double quotes where they contain one. Throws MalformedLine. */
export function splitCells(line: string): string[] {
  const cells: string[] = []
  for (let at = 0; ;) {
    const [cell, end] = line[at] === '"' ? quotedCell(line, at) : plainCell(line, at)
    cells.push(cell)
    if (end === line.length) return cells
    if (line[end] !== ',') throw new MalformedLine('text after a closing quote', end + 1)
    at = end + 1
  }
}

function plainCell(line: string, start: number): [cell: string, end: number] {
  const comma = line.indexOf(',', start)
  const end = comma === -1 ? line.length : comma
  return [line.slice(start, end), end]
}

function quotedCell(line: string, start: number): [cell: string, end: number] {
  let cell = ''
  for (let at = start + 1; ;) {
    const quote = line.indexOf('"', at)
    if (quote === -1) throw new MalformedLine('a quote that never closes', start + 1)
    cell += line.slice(at, quote)
    if (line[quote + 1] !== '"') return [cell, quote + 1]
    cell += '"'
    at = quote + 2
  }
}
