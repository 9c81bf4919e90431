import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printDouble, printInt32 } from './number-text.ts'

describe('numbers as JSON text', () => {
  test('a whole number is printed as the language prints it', () => {
    const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    fc.assert(
      fc.property(int32, (n) => {
        expect(printInt32(n)).toBe(`${n}`)
      }),
    )
    for (const n of [0, 7, 999, 1000, 1001, 10_010, 999_999, 1_000_000, 1_000_001, 2 ** 31 - 1, -(2 ** 31)]) {
      expect(printInt32(n)).toBe(`${n}`)
    }
  })

  test('a double is printed as the language prints it, and as a text where JSON has no such number', () => {
    fc.assert(
      fc.property(fc.double(), (n) => {
        expect(printDouble(n)).toBe(Number.isFinite(n) ? `${n}` : `"${n}"`)
      }),
    )
  })
})
