import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Interval, timeStamp, windowAt, zoneOffsets } from './time-window.ts'

const utc = zoneOffsets.utc
const at = (text: string): number => Date.parse(text)
const print = (interval: Interval, text: string, offsetAt = utc): string[] => {
  const { start, end } = windowAt(at(text), interval, offsetAt)
  return [new Date(start).toISOString(), new Date(end).toISOString()]
}

/** Central Europe in 2026: summer time from 29 March, 1:00 UTC, to 25 October, 1:00 UTC. */
const berlin = (time: number): number =>
  time >= at('2026-03-29T01:00:00Z') && time < at('2026-10-25T01:00:00Z') ? -120 : -60
const india = (): number => -330

describe('windowAt', () => {
  it.each<[Interval, string, string, string]>([
    ['hourly', '2026-03-04T05:06:07Z', '2026-03-04T05:00:00.000Z', '2026-03-04T06:00:00.000Z'],
    ['hourly', '2026-03-04T05:00:00Z', '2026-03-04T05:00:00.000Z', '2026-03-04T06:00:00.000Z'],
    ['daily', '2026-02-28T23:59:59.999Z', '2026-02-28T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ['weekly', '2026-03-04T05:06:07Z', '2026-03-02T00:00:00.000Z', '2026-03-09T00:00:00.000Z'],
    ['weekly', '2026-03-02T00:00:00Z', '2026-03-02T00:00:00.000Z', '2026-03-09T00:00:00.000Z'],
    [15 * 60_000, '2026-03-04T05:06:07Z', '2026-03-04T05:00:00.000Z', '2026-03-04T05:15:00.000Z'],
    [1000, '1969-12-31T23:59:59.500Z', '1969-12-31T23:59:59.000Z', '1970-01-01T00:00:00.000Z'],
  ])('%s at %s, UTC', (interval, time, start, end) => {
    expect(print(interval, time)).toEqual([start, end])
  })

  it('goes by the local clock', () => {
    expect(print('daily', '2026-03-04T23:30:00Z', berlin)).toEqual([
      '2026-03-04T23:00:00.000Z',
      '2026-03-05T23:00:00.000Z',
    ])
    expect(print('hourly', '2026-03-04T05:06:07Z', india)).toEqual([
      '2026-03-04T04:30:00.000Z',
      '2026-03-04T05:30:00.000Z',
    ])
  })

  it('a day with a change of the clock has 23 or 25 hours', () => {
    expect(print('daily', '2026-03-29T12:00:00Z', berlin)).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ])
    expect(print('daily', '2026-10-25T00:30:00Z', berlin)).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ])
    expect(print('hourly', '2026-10-25T00:30:00Z', berlin)).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T01:00:00.000Z',
    ])
  })

  it('always holds its moment, and the next window begins where it ends', () => {
    const year = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') })
    const intervals = fc.constantFrom<Interval>('hourly', 'daily', 'weekly', 90 * 60_000, 7 * 86_400_000)
    fc.assert(
      fc.property(year, intervals, fc.constantFrom(utc, berlin, india), (time, interval, offsetAt) => {
        const { start, end } = windowAt(time, interval, offsetAt)
        expect(start).toBeLessThanOrEqual(time)
        expect(end).toBeGreaterThan(time)
        expect(windowAt(end, interval, offsetAt).start).toBe(end)
      }),
    )
  })
})

describe('timeStamp', () => {
  it('is the clock of the zone', () => {
    expect(timeStamp(at('2026-03-04T05:06:07.999Z'), utc)).toBe('20260304-050607')
    expect(timeStamp(at('2026-12-31T23:30:00Z'), berlin)).toBe('20270101-003000')
  })

  it('local is that of the system', () => {
    const date = new Date('2026-07-04T05:06:07Z')
    const hours = String(date.getHours()).padStart(2, '0')
    expect(timeStamp(date.getTime(), zoneOffsets.local).slice(9, 11)).toBe(hours)
  })
})
