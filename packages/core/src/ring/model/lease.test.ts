import { describe, expect, test } from 'vitest'
import { explore } from './explore.ts'
import { lease } from './lease.ts'
import { LEASE_FLAWS, type LeaseOptions } from './lease-state.ts'

type Case = Omit<LeaseOptions, 'flaw'>

/** Positions that pass the end of int32 and the end of 32 bits after the first record. */
const WHOLE: readonly Case[] = [
  { start: 2 ** 32 - 8, records: 2, stops: 1 },
  { start: 2 ** 31 - 8, records: 3, stops: 0 },
]

/** From the smallest on; the first that shows a flaw ends the search. */
const SEARCH: readonly Case[] = [
  { start: 0, records: 1, stops: 0 },
  { start: 0, records: 1, stops: 1 },
  { start: 0, records: 2, stops: 0 },
]

describe('a take-over at any moment, and a deposed thread that goes on at any later one, in every order', () => {
  test.each(WHOLE)(
    'lose nothing, and double only what a dead thread had claimed: $records records from $start, $stops stop requests',
    (options) => {
      const { failure, trace, states } = explore(lease({ ...options, flaw: null }))
      expect({ failure, trace }).toEqual({ failure: null, trace: [] })
      expect(states).toBeGreaterThan(100_000)
    },
    60_000,
  )

  test.each(LEASE_FLAWS)(
    'a protocol that %s is found out',
    (flaw) => {
      const found = SEARCH.some((options) => explore(lease({ ...options, flaw })).failure !== null)
      expect(found).toBe(true)
    },
    60_000,
  )
})
