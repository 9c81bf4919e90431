import { readFileSync } from 'node:fs'

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** What a counted part leaves in `.cache`: scripts/vitest-report.ts and packages/compat write it. */
export interface Report extends Counts {
  /** A line for each failure. */
  readonly failures: readonly string[]
  /** Test files that did not pass. */
  readonly failedFiles: readonly string[]
}

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0 }

export function addCounts(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    noCounts,
  )
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** A missing or torn report counts nothing: the part's exit code then makes it one failure. */
export function readReport(file: URL): Report {
  let report: Readonly<Record<string, unknown>> = {}
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  } catch {
    // Told below: nothing was counted.
  }
  const texts = (key: string): string[] => {
    const list = report[key]
    return Array.isArray(list) ? list.map(String) : []
  }
  return {
    passed: numberOf(report['passed']),
    failed: numberOf(report['failed']),
    skipped: numberOf(report['skipped']),
    failures: texts('failures'),
    failedFiles: texts('failedFiles'),
  }
}
