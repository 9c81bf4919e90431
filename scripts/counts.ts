import { readFileSync } from 'node:fs'

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
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

/** A missing or torn report counts nothing: the part's exit code then makes it one failure. */
function readNumbers(file: URL): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  } catch {
    return {}
  }
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** vitest's JSON reporter (vitest.config.ts). A test file that cannot be loaded is a failed suite without tests. */
export function readVitestCounts(file: URL): Counts {
  const report = readNumbers(file)
  return {
    passed: numberOf(report['numPassedTests']),
    failed: numberOf(report['numFailedTests']),
    skipped: numberOf(report['numPendingTests']) + numberOf(report['numTodoTests']),
  }
}

/** Written by packages/compat. */
export function readPackedCounts(file: URL): Counts {
  const report = readNumbers(file)
  return {
    passed: numberOf(report['passed']),
    failed: numberOf(report['failed']),
    skipped: numberOf(report['skipped']),
  }
}
