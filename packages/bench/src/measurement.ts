export type Better = 'lower' | 'higher'

/** `worst`: a maximum is that of all rounds, memory that of the largest process. */
export type JudgedBy = 'median' | 'worst'

const WORST = /max$|peak/

/** One number of the suite: what one subject did in one scenario, over all rounds. */
export interface Measurement {
  readonly scenario: string
  readonly subject: string
  readonly metric: string
  readonly unit: string
  readonly better: Better
  readonly judgedBy: JudgedBy
  readonly lowerQuartile: number
  readonly median: number
  readonly upperQuartile: number
  readonly min: number
  readonly max: number
  /** How many values the quartiles are taken from: bursts, rounds or processes. */
  readonly samples: number
}

/** Values by metric, as one block of a program gives them. */
export type Samples = Readonly<Record<string, readonly number[]>>

/** The value at `fraction` of the sorted list, by the nearest rank: a measured value, never one in between. */
export function quantile(sorted: ArrayLike<number>, fraction: number): number {
  if (sorted.length === 0) return Number.NaN
  const rank = Math.ceil(fraction * sorted.length)
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] as number
}

export function summarise(
  of: Pick<Measurement, 'scenario' | 'subject' | 'metric' | 'unit'>,
  values: readonly number[],
): Measurement {
  const sorted = Float64Array.from(values).sort()
  return {
    scenario: of.scenario,
    subject: of.subject,
    metric: of.metric,
    unit: of.unit,
    better: of.unit === 'events/s' ? 'higher' : 'lower',
    judgedBy: WORST.test(of.metric) ? 'worst' : 'median',
    lowerQuartile: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    upperQuartile: quantile(sorted, 0.75),
    min: quantile(sorted, 0),
    max: quantile(sorted, 1),
    samples: sorted.length,
  }
}

/** The number that is published and judged. */
export function headline(m: Measurement): number {
  return m.judgedBy === 'median' ? m.median : m.better === 'lower' ? m.max : m.min
}

/** The four numbers that are published for a distribution of single calls. */
export function percentiles(values: Float64Array): Record<'p50' | 'p99' | 'p99.9' | 'max', number[]> {
  const sorted = values.slice().sort()
  return {
    p50: [quantile(sorted, 0.5)],
    p99: [quantile(sorted, 0.99)],
    'p99.9': [quantile(sorted, 0.999)],
    max: [quantile(sorted, 1)],
  }
}
