import { mkdirSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { SerializedError } from 'vitest'
import type { Reporter, TestModule } from 'vitest/node'

const firstLines = (text: string): string => text.split('\n').slice(0, 3).join('\n      ')

/** "Worker forks emitted error" says nothing: the cause names the signal and the file. */
function withCauses(error: SerializedError): string {
  const cause = error.cause as SerializedError | undefined
  return cause === undefined ? error.message : `${error.message} ${withCauses(cause)}`
}

/**
 * `.cache/vitest.json`, read by scripts/verify.ts: how many tests passed, failed and were skipped, and a line for
 * each failure, and the files to run again. A test that never ended, because its process died, has failed: vitest's own JSON report calls it
 * pending and counts it nowhere.
 */
export class VerifyReporter implements Reporter {
  readonly #file: URL
  constructor(file: URL) {
    this.#file = file
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 }
    const failures: string[] = []
    const failedFiles = new Set<string>()
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId)
      for (const error of module.errors()) {
        failures.push(`${file}: ${firstLines(error.message)}`)
        failedFiles.add(file)
      }
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result()
        if (state === 'passed' || state === 'skipped') {
          counts[state] += 1
          continue
        }
        counts.failed += 1
        failedFiles.add(file)
        const why = state === 'pending' ? 'it never ended' : (errors?.[0]?.message ?? 'failed')
        failures.push(`${file} > ${test.fullName}: ${firstLines(why)}`)
      }
    }
    for (const error of unhandled) failures.push(`outside of any test: ${firstLines(withCauses(error))}`)
    mkdirSync(new URL('.', this.#file), { recursive: true })
    writeFileSync(
      this.#file,
      `${JSON.stringify({ ...counts, failures, failedFiles: [...failedFiles] }, null, 2)}\n`,
    )
  }
}
