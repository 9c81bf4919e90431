/** A line as the JSON sinks print it. */
export interface Line {
  readonly timestamp: string
  readonly level: string
  readonly message: string
  readonly logger: string
  readonly context: Readonly<Record<string, unknown>>
  readonly diagnostics: Readonly<Record<string, unknown>>
  readonly data: Readonly<Record<string, unknown>>
}

/** Every line of NDJSON, parsed. Throws for a line that is no JSON, also for a torn last one. */
export function parseLines(ndjson: string): Line[] {
  if (ndjson === '') return []
  if (!ndjson.endsWith('\n')) throw new Error(`the last line is torn: ${ndjson.slice(-200)}`)
  return ndjson
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

/** `data.i` of every line that has one. */
export const indexes = (lines: readonly Line[]): unknown[] =>
  lines.filter((line) => 'i' in line.data).map((line) => line.data['i'])

export const upTo = (end: number): number[] => Array.from({ length: end }, (_, i) => i)
