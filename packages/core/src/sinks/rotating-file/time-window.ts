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

/**
 * The window that holds `at`, on the clock of the zone: a day with a change to or from summer time has 23 or 25 hours.
 * Windows follow each other without a gap, and none is empty.
 */
export function windowAt(at: number, interval: Interval, offsetAt: ZoneOffset): TimeWindow {
  const period = typeof interval === 'number' ? interval : periods[interval]
  const phase = interval === 'weekly' ? FIRST_MONDAY : 0
  const offset = offsetAt(at) * MINUTE
  const start = Math.floor((at - offset - phase) / period) * period + phase
  if (period <= HOUR) return shortWindow(at, start + offset, start + period + offset, offsetAt)
  let next = start + period
  // Where the clock is set back over a boundary, the time before it comes twice; where it skips a whole period, two
  // boundaries are one moment.
  while (momentOf(next, offsetAt) <= at) next += period
  return { start: momentOf(next - period, offsetAt), end: momentOf(next, offsetAt) }
}

/** Clocks change by whole periods here, or nearly so: windows this short keep their length, or end with the change. */
function shortWindow(at: number, start: number, end: number, offsetAt: ZoneOffset): TimeWindow {
  return {
    start: offsetAt(start) === offsetAt(at) ? start : changeWithin(start, at, offsetAt),
    end: offsetAt(end - 1) === offsetAt(at) ? end : changeWithin(at, end, offsetAt),
  }
}

/**
 * The first moment at which the clock of the zone shows `local` or later, which is not `local` itself where the clock
 * is set forward over it: at midnight in Santiago, Cairo and Beirut. No zone changes twice within two days.
 */
function momentOf(local: number, offsetAt: ZoneOffset): number {
  const [before, after] = [offsetAt(local - DAY), offsetAt(local + DAY)]
  const early = local + before * MINUTE
  if (offsetAt(early) === before) return early
  const late = local + after * MINUTE
  return offsetAt(late) === after ? late : changeWithin(late, early, offsetAt)
}

/** When the clock changes, after `from` and not after `to`. */
function changeWithin(from: number, to: number, offsetAt: ZoneOffset): number {
  const old = offsetAt(from)
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle) === old) low = middle
    else high = middle
  }
  return high
}

/** `YYYYMMDD-HHMMSS` on the clock of the zone. */
export function timeStamp(at: number, offsetAt: ZoneOffset): string {
  const [date = '', time = ''] = new Date(at - offsetAt(at) * MINUTE).toISOString().split(/[T.]/)
  return `${date.replaceAll('-', '')}-${time.replaceAll(':', '')}`
}
