import { afterEach, expect, test } from 'vitest'
import { timeFormatter } from './time.ts'

const zone = process.env['TZ']
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

test('prints the time of day in UTC or in the zone of the process, summer time included', () => {
  process.env['TZ'] = 'Europe/Berlin'
  const stamps = ['2026-01-02T23:04:05.006Z', '2026-07-02T23:04:05.006Z']
  expect(stamps.map(timeFormatter('utc'))).toEqual(['23:04:05.006', '23:04:05.006'])
  expect(stamps.map(timeFormatter('local'))).toEqual(['00:04:05.006', '01:04:05.006'])
})

test('puts dashes where there is no time', () => {
  expect(timeFormatter('utc')('')).toBe('--:--:--.---')
  expect(timeFormatter('local')('soon')).toBe('--:--:--.---')
})
