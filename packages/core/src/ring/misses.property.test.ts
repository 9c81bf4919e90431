import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MARKED } from '../observe/counters.ts'
import { createSharedPipeline } from './layout.ts'
import { Misses } from './misses.ts'

const CAPACITY = 4096

test('whatever stands in the ring, marking comes to an end, and every mark is counted once', () => {
  const position = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((n) => n & ~7)
  const words = fc.array(fc.oneof(fc.nat({ max: 200 }), fc.integer({ min: 0, max: 2 ** 32 - 1 })), {
    minLength: 8,
    maxLength: 64,
  })
  fc.assert(
    fc.property(
      words,
      position,
      fc.nat({ max: CAPACITY }),
      fc.nat({ max: 50 }),
      (garbage, from, bytes, count) => {
        const shared = createSharedPipeline({ capacity: CAPACITY, maxRecord: 512, reserve: 256 })
        const ring = new Uint32Array(shared.ring)
        for (let i = 0; i < ring.length; i++) ring[i] = garbage[i % garbage.length] as number
        const misses = new Misses(shared)
        const marked = (): number => new Float64Array(shared.counters)[MARKED] as number
        const to = (from + (bytes & ~7)) | 0
        misses.markLast(from, to, count)
        misses.markLast(from, to, count)
        expect(marked()).toBeLessThanOrEqual(count)
      },
    ),
  )
})
