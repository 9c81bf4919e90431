import { summarise } from '../measurement.ts'
import type { Result } from './result.ts'

interface Given {
  /** Values by `scenario metric unit`. */
  readonly measured?: Readonly<Record<string, readonly number[]>>
  /** Delivered and submitted, by scenario. */
  readonly delivered?: Readonly<Record<string, readonly [number, number]>>
  readonly subject?: string
  readonly node?: string
  readonly pino?: string
  readonly mode?: Result['mode']
}

/** A result as a run would have left it, for tests. */
export function resultOf(given: Given): Result {
  const { measured = {}, delivered = {}, subject = 'fapilog', node = '24.0.0', pino = '10.0.0' } = given
  return {
    schema: 2,
    date: '2026-01-02T03:04:05.000Z',
    mode: given.mode ?? 'full',
    entry: null,
    machine: { cpu: 'c', cores: 2, memoryGb: 4, platform: 'p', node, v8: 'v' },
    versions: { fapilog: '1.0.0', pino },
    measurements: Object.entries(measured).map(([name, values]) => {
      const [scenario = '', metric = '', unit = ''] = name.split(' ')
      return summarise({ scenario, subject, metric, unit }, values)
    }),
    deliveries: Object.entries(delivered).map(([scenario, [arrived, submitted]]) => ({
      scenario,
      subject,
      submitted,
      delivered: arrived,
      bytesPerLine: 400,
    })),
  }
}
