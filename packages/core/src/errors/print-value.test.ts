import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printText, printValue, printValueOf } from './print-value.ts'

describe('printValue', () => {
  it.each<[unknown, string]>([
    ['text', '"text"'],
    ['a\nb\u001b[31m\u202e', '"a\\u000ab\\u001b[31m\\u202e"'],
    ['postgres://user:hunter2@host/db', '"postgres://***@host/db"'],
    [5, '5'],
    [-0, '0'],
    [Number.NaN, 'NaN'],
    [undefined, 'undefined'],
    [null, 'null'],
    [12n, '12n'],
    [2n ** 5_000n, 'a large bigint'],
    [Symbol('s'), 'Symbol(s)'],
    [() => 1, 'a function'],
    [[], 'an empty array'],
    [[1], 'an array'],
    [{ password: 'hunter2' }, 'an object'],
  ])('%#: prints %s', (value, printed) => {
    expect(printValue(value)).toBe(printed)
  })

  it('prints a revoked proxy', () => {
    const { proxy, revoke } = Proxy.revocable([], {})
    revoke()
    expect(printValue(proxy)).toBe('an object')
  })

  it('is at most 100 characters long and free of control characters, whatever it prints', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.string({ unit: 'binary', maxLength: 400 }), fc.bigInt()),
        (value) => {
          const printed = printValue(value)
          expect(printed.length).toBeLessThanOrEqual(100)
          expect(printed).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
        },
      ),
    )
    expect(printValue('x'.repeat(1_000_000))).toHaveLength(100)
  })

  it('hides the value of a key that looks secret', () => {
    expect(printValueOf('db.password', 'hunter2')).toBe('***')
    expect(printValueOf('db.host', 'h')).toBe('"h"')
    expect(printValueOf(undefined, 'h')).toBe('"h"')
  })

  it('leaves nothing of credentials behind when text is cut', () => {
    expect(printText(`https://user:${'p'.repeat(300)}@host`)).toBe('https://***@host')
  })
})
