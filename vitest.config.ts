import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{packages,examples,conformance}/*/{src,test}/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // scripts/verify.ts counts the tests from this report.
    reporters: ['default', ['json', { outputFile: '.cache/vitest.json' }]],
    // Threads and child processes start inside these tests, on machines of two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
