import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ManagedFile, Standing } from './inventory.ts'
import { expired, type RetentionLimits } from './retention.ts'

const NOW = 1_000_000

/** `age` in ms; the name is the age. */
const file = (
  age: number,
  bytes = 10,
  standing: Standing = 'free',
  kind: ManagedFile['kind'] = 'log',
): ManagedFile => ({
  name: String(age),
  log: String(age),
  path: String(age),
  kind,
  bytes,
  standing,
  ours: true,
  mtimeMs: NOW - age,
  writer: { pid: 1, thread: 1, machine: 'aaaaa' },
})

const none: RetentionLimits = { maxFiles: null, maxTotalBytes: null, maxAge: null }
const ages = (files: readonly ManagedFile[], limits: Partial<RetentionLimits>, reserved = 0): number[] =>
  expired(files, { ...none, ...limits }, NOW, reserved).map(({ name }) => Number(name))

describe('expired', () => {
  const five = [3, 1, 5, 2, 4].map((age) => file(age))

  it('without limits nothing goes', () => {
    expect(ages(five, {})).toEqual([])
  })

  it('by number, the oldest first', () => {
    expect(ages(five, { maxFiles: 3 })).toEqual([5, 4])
    expect(ages(five, { maxFiles: 5 })).toEqual([])
  })

  it('by bytes, those that are to come included', () => {
    expect(ages(five, { maxTotalBytes: 50 })).toEqual([])
    expect(ages(five, { maxTotalBytes: 49 })).toEqual([5])
    expect(ages(five, { maxTotalBytes: 50 }, 11)).toEqual([5, 4])
    expect(ages(five, { maxTotalBytes: 50 }, 1000)).toEqual([5, 4, 3, 2, 1])
  })

  it('by age', () => {
    expect(ages(five, { maxAge: 3 })).toEqual([5, 4])
  })

  it('by whatever limit asks for most', () => {
    expect(ages(five, { maxFiles: 4, maxTotalBytes: 35, maxAge: 4 })).toEqual([5, 4])
  })

  it('what is in use counts by its bytes, and stays', () => {
    const files = [file(9, 40, 'in use'), file(8, 10, 'sibling'), file(7, 5, 'in use', 'part'), file(6)]
    expect(ages(files, { maxTotalBytes: 55 })).toEqual([8])
    expect(ages(files, { maxFiles: 1 })).toEqual([8])
    expect(ages(files, { maxTotalBytes: 0, maxAge: 0 })).toEqual([8, 6])
  })

  it('keeps every limit, and nothing that could have stayed goes', () => {
    const files = fc
      .uniqueArray(fc.nat(1000), { maxLength: 20 })
      .map((list) => list.map((age) => file(age, age + 1)))
    const limit = fc.option(fc.nat(3000))
    fc.assert(
      fc.property(
        files,
        fc.record({ maxFiles: limit, maxTotalBytes: limit, maxAge: limit }),
        (all, limits) => {
          const gone = new Set(expired(all, limits, NOW, 0))
          const kept = all.filter((one) => !gone.has(one))
          const meets = (list: ManagedFile[]): boolean =>
            list.length <= (limits.maxFiles ?? Infinity) &&
            list.reduce((sum, { bytes }) => sum + bytes, 0) <= (limits.maxTotalBytes ?? Infinity) &&
            list.every(({ mtimeMs }) => NOW - mtimeMs <= (limits.maxAge ?? Infinity))
          expect(meets(kept)).toBe(true)
          const newestGone = [...gone].at(-1)
          if (newestGone !== undefined) expect(meets([...kept, newestGone])).toBe(false)
        },
      ),
    )
  })
})
