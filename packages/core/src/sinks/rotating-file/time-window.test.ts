import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Interval, timeStamp, windowAt, zoneOffsets } from './time-window.ts'

const utc = zoneOffsets.utc
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
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

/** From the time zone data of the system, looked at once a day: asking it each time would take minutes. */
function zone(timeZone: string, from: number, to: number): (time: number) => number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const ask = (time: number): number => {
    const [, sign, hours, minutes] = /GMT(?:([+-])(\d+):(\d+))?$/.exec(format.format(time)) ?? []
    return (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === '+' ? -1 : 1)
  }
  const changes = [{ at: from, offset: ask(from) }]
  for (let day = from; day < to; day += DAY) {
    const offset = ask(day + DAY)
    if (offset === changes.at(-1)?.offset) continue
    let [low, high] = [day, day + DAY]
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (ask(middle) === offset) high = middle
      else low = middle
    }
    changes.push({ at: high, offset })
  }
  return (time) => changes.findLast(({ at }) => at <= time)?.offset ?? changes[0]?.offset ?? 0
}

describe('in real zones', () => {
  const [from, to] = [at('2025-01-01T00:00:00Z'), at('2027-01-01T00:00:00Z')]

  // The first four change their clocks at midnight; Lord Howe by half an hour.
  it.each([
    'America/Santiago',
    'Africa/Cairo',
    'Asia/Beirut',
    'America/Havana',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
  ])('%s: windows follow each other, and each is as long as it can be', (name) => {
    const offsetAt = zone(name, from - 9 * DAY, to + 9 * DAY)
    const intervals: Interval[] = ['hourly', 'daily', 'weekly', 30 * MINUTE, 2 * HOUR, 6 * HOUR, 3 * DAY]
    for (const interval of intervals) {
      const period = { hourly: HOUR, daily: DAY, weekly: 7 * DAY }[interval as string] ?? Number(interval)
      const first = windowAt(from, interval, offsetAt)
      let count = 0
      for (let { start, end } = first; start < to; count++) {
        for (const time of [start, start + 1, (start + end) / 2, end - 60_000, end - 1]) {
          const found = windowAt(time, interval, offsetAt)
          if (found.start === start && found.end === end) continue
          expect.fail(`${interval} at ${new Date(time).toISOString()} is another window`)
        }
        if (end <= start) expect.fail(`${interval} at ${new Date(start).toISOString()} is empty`)
        ;({ start, end } = windowAt(end, interval, offsetAt))
      }
      // Two changes a year, four in Morocco, each of which may cut one window in two.
      const most = Math.ceil((to - first.start) / period) + 3 * 4
      expect(count).toBeLessThanOrEqual(most)
      expect(count).toBeGreaterThanOrEqual(Math.floor((to - first.start) / period) - 3 * 4)
    }
  })

  it('Samoa had no 30 December in 2011', () => {
    const apia = zone('Pacific/Apia', at('2011-12-01T00:00:00Z'), at('2012-01-31T00:00:00Z'))
    expect(print('daily', '2011-12-30T09:59:59Z', apia)).toEqual([
      '2011-12-29T10:00:00.000Z',
      '2011-12-30T10:00:00.000Z',
    ])
    expect(print('daily', '2011-12-30T10:00:00Z', apia)).toEqual([
      '2011-12-30T10:00:00.000Z',
      '2011-12-31T10:00:00.000Z',
    ])
  })

  it('a clock that is set back over midnight begins no day twice', () => {
    // At one minute past midnight back to 23:01, as St. John’s did until 2011.
    const back = (time: number): number => (time >= at('2026-11-01T02:31:00Z') ? 210 : 150)
    const day = ['2026-11-01T02:30:00.000Z', '2026-11-02T03:30:00.000Z']
    expect(print('daily', '2026-11-01T02:30:30Z', back)).toEqual(day)
    expect(print('daily', '2026-11-01T02:31:30Z', back)).toEqual(day)
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
