import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { VerifyReporter } from './scripts/vitest-report.ts'

export default defineConfig({
  test: {
    include: ['{packages,examples,conformance}/*/{src,test}/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // scripts/verify.ts counts the tests from this report.
    reporters: ['default', new VerifyReporter(new URL('.cache/vitest.json', import.meta.url))],
    // On two cores vitest would run one file at a time: most of them wait for processes that they started.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Threads and child processes start inside these tests, on machines of two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
