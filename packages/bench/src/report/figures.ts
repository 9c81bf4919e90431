import { headline } from '../measurement.ts'
import { find, type Result } from './result.ts'
import { number } from './text-table.ts'

interface Figure {
  readonly what: string
  readonly unit: string
  readonly atMost?: number
  readonly atLeast?: number
  /** Undefined: its scenario was not run. */
  readonly read: (result: Result) => number | undefined
}

function judged(result: Result, scenario: string, subject: string, metric: string): number | undefined {
  const one = find(result, scenario, subject, metric)
  return one === undefined ? undefined : headline(one)
}

const ours =
  (scenario: string, metric: string) =>
  (result: Result): number | undefined =>
    judged(result, scenario, 'fapilog', metric)

/** What ours costs beyond the baseline of the same scenario. */
const above =
  (scenario: string, metric: string) =>
  (result: Result): number | undefined => {
    const own = judged(result, scenario, 'fapilog', metric)
    const base = judged(result, scenario, 'empty function', metric)
    return own === undefined || base === undefined ? undefined : own - base
  }

function peerRatio(result: Result): number | undefined {
  const own = judged(result, 'call/bound', 'fapilog', 'mean')
  const peer = judged(result, 'call/bound', 'pino', 'mean')
  return own === undefined || peer === undefined ? undefined : peer / own
}

/** What the library promises on a machine of two cores. Printed, never enforced: times depend on the machine. */
const FIGURES: readonly Figure[] = [
  { what: 'a call, 64 call sites, context bound', unit: 'µs', atMost: 0.3, read: ours('call/bound', 'mean') },
  { what: "pino's cheapest set-up costs that many of ours", unit: '×', atLeast: 8, read: peerRatio },
  {
    what: 'an awaited call',
    unit: 'µs',
    atMost: 0.45,
    read: (result) => judged(result, 'call/awaited', 'fapilog async', 'mean'),
  },
  { what: 'paced 100 K/s, p50', unit: 'µs', atMost: 0.35, read: ours('paced/100K', 'p50') },
  { what: 'paced 100 K/s, p99', unit: 'µs', atMost: 2, read: ours('paced/100K', 'p99') },
  { what: 'paced 100 K/s, p99.9', unit: 'µs', atMost: 15, read: ours('paced/100K', 'p99.9') },
  {
    what: 'the first call after a pause of 1 s, p99',
    unit: 'µs',
    atMost: 50,
    read: ours('after-idle', 'p99'),
  },
  { what: 'lag from call to line at 10 K/s, p99', unit: 'µs', atMost: 2000, read: ours('lag/10K', 'p99') },
  { what: 'a call with an Error', unit: 'µs', atMost: 12, read: ours('call/error', 'mean') },
  {
    what: 'a disabled level beyond an empty function',
    unit: 'µs',
    atMost: 0.01,
    read: above('call/disabled', 'mean'),
  },
  {
    what: 'sustained, nothing dropped, to /dev/null',
    unit: 'events/s',
    atLeast: 1_000_000,
    read: ours('sustained/null', 'rate'),
  },
  {
    what: 'sustained, nothing dropped, to a file',
    unit: 'events/s',
    atLeast: 500_000,
    read: ours('sustained/file', 'rate'),
  },
  { what: 'peak memory beyond an empty function', unit: 'MB', atMost: 60, read: above('memory', 'peak') },
  { what: 'import to first line', unit: 'ms', atMost: 40, read: ours('start-up', 'usable') },
  { what: 'idle CPU', unit: '%', atMost: 0.1, read: ours('idle-cpu', 'share') },
]

export interface CheckedFigure {
  readonly what: string
  readonly wanted: string
  readonly value: number
  readonly unit: string
  readonly met: boolean
}

/** The figures whose scenarios were run. */
export function checkFigures(result: Result): readonly CheckedFigure[] {
  const checked: CheckedFigure[] = []
  for (const { what, unit, atMost, atLeast, read } of FIGURES) {
    const value = read(result)
    if (value === undefined) continue
    const met = (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast)
    const wanted = atMost === undefined ? `>= ${number(atLeast ?? 0, unit)}` : `<= ${number(atMost, unit)}`
    checked.push({ what, wanted: `${wanted} ${unit}`, value, unit, met })
  }
  return checked
}
