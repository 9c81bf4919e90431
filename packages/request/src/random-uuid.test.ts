import { expect, test } from 'vitest'
import { randomUuid } from './random-uuid.ts'

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('UUIDs of version 4, no two alike', () => {
  const all = Array.from({ length: 20_000 }, randomUuid)
  for (const id of all) expect(id).toMatch(VERSION_4)
  expect(new Set(all).size).toBe(all.length)
})

test('every digit that is no mark takes every value, about as often', () => {
  const counts = new Map<string, number>()
  for (let n = 0; n < 16_000; n++) {
    const id = randomUuid()
    for (let at = 0; at < id.length; at++) {
      const key = `${at} ${id[at]}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  const free = [...counts].filter(([key]) => !/^(?:8|13|14|18|19|23) /.test(key))
  expect(free).toHaveLength(30 * 16)
  // 1,000 expected, with a deviation of 31: seven of them.
  for (const [, count] of free) expect(Math.abs(count - 1000)).toBeLessThan(220)
})
