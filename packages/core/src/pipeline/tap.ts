import { INTERNAL_LINE, type LineBatch } from './line-batch.ts'
import type { ThreadReport } from './thread-messages.ts'

/** Receives each batch before the sinks; must not throw. */
export type Tap = (batch: LineBatch) => void

/** Reports the lines of records at `level` and above, and those of our own; null: none. */
export function tapFor(level: number | null, report: (report: ThreadReport) => void): Tap | null {
  if (level === null) return null
  return (batch) => {
    const lines: string[] = []
    const levels: number[] = []
    for (const [i, line] of batch.lines().entries()) {
      const lineLevel = batch.levels[i] as number
      if (lineLevel !== INTERNAL_LINE && lineLevel < level) continue
      lines.push(line)
      levels.push(lineLevel)
    }
    if (lines.length > 0) report({ kind: 'lines', lines, levels })
  }
}
