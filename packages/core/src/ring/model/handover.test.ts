import { describe, expect, test } from 'vitest'
import { explore } from './explore.ts'
import { handover } from './handover.ts'
import { FLAWS, type HandoverOptions } from './handover-state.ts'

type Case = Omit<HandoverOptions, 'flaw'>

/** Positions that pass zero, the end of int32 and the end of 32 bits after the first record. */
const WHOLE: readonly Case[] = [
  { start: 0, end: 'idle', records: 3, stops: 1, crashes: 1 },
  { start: 2 ** 31 - 8, end: 'idle', records: 3, stops: 1, crashes: 1 },
  { start: 2 ** 32 - 8, end: 'idle', records: 3, stops: 2, crashes: 0 },
  { start: 2 ** 32 - 8, end: 'exit', records: 3, stops: 1, crashes: 1 },
]

/** From the smallest on; the first that shows a flaw ends the search. */
const SEARCH: readonly Case[] = [
  { start: 0, end: 'idle', records: 2, stops: 0, crashes: 0 },
  { start: 2 ** 31 - 8, end: 'idle', records: 3, stops: 0, crashes: 0 },
  { start: 0, end: 'idle', records: 2, stops: 1, crashes: 0 },
  { start: 0, end: 'idle', records: 2, stops: 0, crashes: 1 },
  { start: 0, end: 'idle', records: 3, stops: 1, crashes: 1 },
  { start: 0, end: 'exit', records: 3, stops: 1, crashes: 1 },
]

describe('publish, park, wake, nap, release, leave, start and death, in every order', () => {
  test.each(WHOLE)(
    'are right: from $start, ends $end, $stops stop requests, $crashes deaths',
    (options) => {
      const { failure, trace, states } = explore(handover({ ...options, flaw: null }))
      expect({ failure, trace }).toEqual({ failure: null, trace: [] })
      expect(states).toBeGreaterThan(50_000)
    },
    60_000,
  )

  test.each(FLAWS)(
    'a protocol that %s is found out',
    (flaw) => {
      const found = SEARCH.some((options) => explore(handover({ ...options, flaw })).failure !== null)
      expect(found).toBe(true)
    },
    60_000,
  )
})
