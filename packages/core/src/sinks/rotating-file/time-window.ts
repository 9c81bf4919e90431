/** When files begin: `hourly`, `daily` and `weekly` (from Monday), or every so many milliseconds since 1970. */
export type Interval = 'hourly' | 'daily' | 'weekly' | number

/** Minutes from the zone's clock to UTC at that moment, as `Date.prototype.getTimezoneOffset` has them. */
export type ZoneOffset = (at: number) => number

export const zoneOffsets: Readonly<Record<'utc' | 'local', ZoneOffset>> = {
  utc: () => 0,
  local: (at) => new Date(at).getTimezoneOffset(),
}

/** From `start` (inclusive) to `end` (exclusive), in milliseconds since 1970. */
export interface TimeWindow {
  readonly start: number
  readonly end: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const periods = { hourly: HOUR, daily: DAY, weekly: 7 * DAY } as const
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4 * DAY

export const always: TimeWindow = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY }

/** The window that holds `at`, on the clock of the zone: a day with a change to or from summer time has 23 or 25 hours. */
export function windowAt(at: number, interval: Interval, offsetAt: ZoneOffset): TimeWindow {
  const period = typeof interval === 'number' ? interval : periods[interval]
  const phase = interval === 'weekly' ? FIRST_MONDAY : 0
  const offset = offsetAt(at) * MINUTE
  const local = at - offset
  const start = Math.floor((local - phase) / period) * period + phase
  // Clocks change by whole periods here, or nearly so: windows this short keep their length.
  if (period <= HOUR) return { start: start + offset, end: start + period + offset }
  const toUtc = (time: number): number => time + offsetAt(time + offset) * MINUTE
  return { start: Math.min(at, toUtc(start)), end: Math.max(at + 1, toUtc(start + period)) }
}

/** `YYYYMMDD-HHMMSS` on the clock of the zone. */
export function timeStamp(at: number, offsetAt: ZoneOffset): string {
  const [date = '', time = ''] = new Date(at - offsetAt(at) * MINUTE).toISOString().split(/[T.]/)
  return `${date.replaceAll('-', '')}-${time.replaceAll(':', '')}`
}
