import fc from 'fast-check'
import { expect, it } from 'vitest'
import { configureDiagnostics } from '../../observe/diagnostics.ts'
import { createHarness, ERROR } from './testing/harness.ts'
import { parseStrict } from './testing/strict-json.ts'

/** Other code of the process can reach the memory: whatever stands in it, the thread goes on. */
it('reads any bytes without throwing or hanging, and prints nothing that is no JSON', () => {
  configureDiagnostics({ enabled: false })
  const flips = fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 40 })
  let damaged = 0
  fc.assert(
    fc.property(flips, (changes) => {
      const harness = createHarness({ capacity: 1 << 16, maxRecord: 8192 })
      for (let i = 0; i < 12; i++) {
        const fields = {
          i,
          text: 'x'.repeat(50),
          list: [1.5, { a: null }],
          at: new Date(i),
          deep: { é: 'é' },
        }
        harness.logAs(
          harness.bind({ request_id: i, bound: [i] }),
          ERROR,
          `message ${i}`,
          new Error('e'),
          fields,
          i,
          i,
        )
      }
      const bytes = new Uint8Array(harness.shared.ring)
      for (const [at, value] of changes) bytes[at] = value
      const start = performance.now()
      const lines = harness.lines()
      expect(performance.now() - start).toBeLessThan(2000)
      for (const line of lines) parseStrict(line)
      if (lines.length < 12) damaged++
      // All of it was taken from the ring, and the next record is read as ever.
      harness.log('after')
      expect(harness.line()).toContain('"message":"after"')
    }),
    { numRuns: 300 },
  )
  configureDiagnostics({ enabled: true })
  expect(damaged).toBeGreaterThan(50)
})
