import { headline, type Measurement } from '../measurement.ts'
import { WRITES_NOTHING } from '../subjects/subject.ts'
import { find, findDelivery, type Result } from './result.ts'
import { markdown, withSpread } from './tables.ts'

const OURS = 'fapilog'

/** Everything in which a peer does better than we do, with the best of them: written from the result, like the rest. */
export function lossTable(result: Result): string {
  const rows = [...lostMeasurements(result), ...lostDeliveries(result)]
  return markdown(['scenario', 'figure', 'fapilog', 'better', 'of them the best'], rows)
}

function lostMeasurements(result: Result): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = []
  // The rate that a paced scenario reached is the pace's, not the library's.
  const ours = result.measurements.filter(({ subject, metric }) => subject === OURS && metric !== 'reached')
  for (const own of ours) {
    const better = peersOf(result, own)
      .filter((peer) => isBetter(peer, own))
      .toSorted((a, b) => (own.better === 'lower' ? headline(a) - headline(b) : headline(b) - headline(a)))
    const [best] = better
    if (best === undefined) continue
    const count = `${better.length} of ${peersOf(result, own).length}`
    rows.push([own.scenario, own.metric, withSpread(own), count, `${best.subject}: ${withSpread(best)}`])
  }
  return rows
}

function peersOf(result: Result, own: Measurement): readonly Measurement[] {
  const peers = new Set(result.measurements.map(({ subject }) => subject))
  return [...peers]
    .filter((subject) => !subject.startsWith(OURS) && !WRITES_NOTHING.some((name) => name === subject))
    .map((subject) => find(result, own.scenario, subject, own.metric))
    .filter((one) => one !== undefined)
}

/** Beyond what either of them varies by itself; where there is one value only, by more than a tenth. */
function isBetter(peer: Measurement, own: Measurement): boolean {
  const lower = own.better === 'lower'
  if (lower ? headline(peer) >= headline(own) * 0.9 : headline(peer) <= headline(own) * 1.1) return false
  if (own.judgedBy === 'worst') return true
  return lower ? peer.upperQuartile < own.lowerQuartile : peer.lowerQuartile > own.upperQuartile
}

function lostDeliveries(result: Result): readonly (readonly string[])[] {
  const share = (subject: string, scenario: string): number => {
    const one = findDelivery(result, scenario, subject)
    return one === undefined ? 0 : one.delivered / one.submitted
  }
  const rows: (readonly string[])[] = []
  for (const { scenario, delivered, submitted } of result.deliveries.filter((one) => one.subject === OURS)) {
    const peers = result.deliveries.filter((one) => one.scenario === scenario && one.subject !== OURS)
    const better = peers.filter(({ subject }) => share(subject, scenario) > delivered / submitted)
    const [best] = better.toSorted((a, b) => share(b.subject, scenario) - share(a.subject, scenario))
    if (best === undefined) continue
    rows.push([
      scenario,
      'lines delivered',
      `${delivered} of ${submitted}`,
      `${better.length} of ${peers.length}`,
      `${best.subject}: ${best.delivered} of ${best.submitted}`,
    ])
  }
  return rows
}
