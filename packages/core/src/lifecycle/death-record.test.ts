import { beforeEach, expect, test } from 'vitest'
import { configureDiagnostics } from '../observe/diagnostics.ts'
import type { Blame } from './blame.ts'
import { DeathRecord } from './death-record.ts'

let deaths: DeathRecord
beforeEach(() => {
  configureDiagnostics({ write: () => undefined })
  deaths = new DeathRecord((sink) => `sink ${sink}`)
})

const die = (blamed: Omit<Blame, 'several' | 'bytes'>, several = false, hung = false): void =>
  deaths.add({ ...blamed, bytes: blamed.end - (blamed.at ?? 0), several, cause: 'failed', hung })

test('little that was in hand is written one by one, and of these the first that is in hand again is left out', () => {
  die({ sink: 1, at: 0, end: 80 })
  expect(deaths.caution).toEqual({ until: 80, most: 1, poison: null })
  die({ sink: 1, at: 40, end: 48 })
  expect(deaths.caution).toEqual({
    until: 80,
    most: Number.POSITIVE_INFINITY,
    poison: { position: 40, sink: 1 },
  })
})

test('much comes in pieces first, of which only one that ends a thread as well is written one by one', () => {
  die({ sink: 1, at: 0, end: 8000 })
  expect(deaths.caution).toEqual({ until: 8000, most: 2000, poison: null })
  die({ sink: 1, at: 2000, end: 4000 })
  expect(deaths.caution).toEqual({ until: 4000, most: 1, poison: null })
  die({ sink: 1, at: 3000, end: 3040 })
  expect(deaths.caution).toMatchObject({ until: 4000, poison: { position: 3000, sink: 1 } })
  // All three are about one record.
  expect([deaths.disabled.size, deaths.degraded]).toEqual([0, false])
  die({ sink: 1, at: 3040, end: 6000 })
  expect([...deaths.disabled.keys()]).toEqual([1])
})

test('of a module that hung twice no record is left out: it gets none any more, and what stands in for it gets all', () => {
  for (let n = 0; n < 2; n++) die({ sink: 1, at: 0, end: 80 }, false, true)
  expect([...deaths.disabled.keys()]).toEqual([1])
  expect(deaths.caution?.poison).toBeNull()
})

test('where nobody could be blamed at first, the second death tells', () => {
  die({ sink: null, at: null, end: 80 }, true)
  die({ sink: 2, at: 40, end: 48 })
  expect(deaths.caution).toEqual({
    until: 80,
    most: Number.POSITIVE_INFINITY,
    poison: { position: 40, sink: 2 },
  })
})

test('one death of another sink leaves none of its records out', () => {
  die({ sink: 1, at: 0, end: 80 })
  die({ sink: 2, at: 40, end: 48 })
  expect(deaths.caution).toEqual({ until: 80, most: 1, poison: null })
  die({ sink: 2, at: 40, end: 48 })
  expect(deaths.caution).toEqual({
    until: 80,
    most: Number.POSITIVE_INFINITY,
    poison: { position: 40, sink: 2 },
  })
})

test('several sinks in hand twice, or none, leave nothing out', () => {
  die({ sink: null, at: null, end: 80 }, true)
  die({ sink: null, at: null, end: 80 })
  expect(deaths.caution).toEqual({ until: 80, most: 1, poison: null })
})

test('the deaths of a module that is disabled count no more: the others go on', () => {
  for (const at of [0, 0]) die({ sink: 1, at, end: at + 8 })
  die({ sink: null, at: null, end: 80 }, true)
  expect(deaths.degraded).toBe(false)
  die({ sink: 1, at: 8, end: 16 })
  expect([...deaths.disabled.keys()]).toEqual([1])
  expect([deaths.degraded, deaths.hopeless]).toEqual([false, false])
  for (const at of [16, 24, 32]) die({ sink: null, at, end: at + 8 })
  expect(deaths.degraded).toBe(true)
})

test('threads that die again and again, and never tell of which of several sinks, do without modules', () => {
  for (let n = 0; n < 3; n++) die({ sink: null, at: null, end: 80 }, true)
  expect(deaths.degraded).toBe(false)
  die({ sink: null, at: null, end: 80 }, true)
  expect(deaths.degraded).toBe(true)
})
