import { describe, expect, test } from 'vitest'
import { conserve } from './conservation/run.ts'
import { POLICIES, type Policy } from './conservation/run-options.ts'

const MIB = 2 ** 20
/** So that the positions pass the end of int32, or of 32 bits, within the first records. */
const NEAR_INT32 = 2 ** 31 - MIB
const NEAR_UINT32 = 2 ** 32 - MIB

const WHOLE: Readonly<Record<Policy, number>> = { drop: NEAR_INT32, block: NEAR_UINT32, await: NEAR_INT32 }

/** What can be lost at all under a policy. */
const losesSome = (policy: Policy): boolean => policy === 'drop'

describe('conservation, judged outside the process that logs', () => {
  test.each(POLICIES)(
    'a million records under %s: each is there once, whole and in order, or counted and announced before the next one',
    async (policy) => {
      const run = await conserve({
        policy,
        count: 1_000_000,
        seed: 20,
        start: WHOLE[policy],
        restless: false,
      })
      expect(run.wrong).toEqual([])
      expect(run.delivered).toBeGreaterThan(100_000)
      expect(run.lost > 0).toBe(losesSome(policy))
    },
    240_000,
  )

  test.each(
    [NEAR_INT32 + MIB - 16_384, NEAR_UINT32 + MIB - 16_384].flatMap((start) =>
      POLICIES.map((policy) => ({ start, policy })),
    ),
  )(
    'a queue of a few KiB under $policy from $start, both sides pausing at random, threads leaving in between',
    async ({ start, policy }) => {
      const run = await conserve({ policy, count: 10_000, seed: start % 1009, start, restless: true })
      expect(run.wrong).toEqual([])
      expect(run.lost > 0).toBe(losesSome(policy))
      expect(run.threadStarts).toBeGreaterThan(5)
    },
    120_000,
  )
})
