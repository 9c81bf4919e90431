import { describe, expect, test } from 'vitest'
import { explore } from './explore.ts'
import { lease } from './lease.ts'
import { LEASE_FLAWS } from './lease-state.ts'

/** Positions that pass zero, the end of int32 and the end of 32 bits after the first record. */
const STARTS = [0, 2 ** 31 - 8, 2 ** 32 - 8]

describe('a take-over at any moment, and a deposed thread that goes on at any later one, in every order', () => {
  test.each(STARTS)(
    'lose and double nothing but what is in doubt: from %s',
    (start) => {
      const { failure, trace, states } = explore(lease({ start, records: 3, flaw: null }))
      expect({ failure, trace }).toEqual({ failure: null, trace: [] })
      expect(states).toBeGreaterThan(100_000)
    },
    60_000,
  )

  test.each(LEASE_FLAWS)(
    'a protocol that %s is found out',
    (flaw) => {
      const found = [2, 3].some((records) => explore(lease({ start: 0, records, flaw })).failure !== null)
      expect(found).toBe(true)
    },
    60_000,
  )
})
