import { cpus } from 'node:os'
import { type Measured, PER_SECOND, quantile } from './measure.ts'
import { type Subject, SUBJECTS } from './subjects.ts'

type Row = readonly string[]

const table = (head: Row, rows: readonly Row[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')

const us = (value: number): string => value.toFixed(1)

/** Medians, and the good quartile in brackets: noise only ever slows a program down. */
export function report({ pinned, costs, latencies }: Measured): string {
  const costRows = SUBJECTS.map((subject): Row => {
    const own = costs.get(subject)
    const none = costs.get(`${subject.split(',')[0]}, no logging` as Subject)
    const [rate, full] = [own?.rate ?? [], none?.rate ?? []]
    const added = (cpu: 'main' | 'bare' | 'all', fraction: number): number =>
      quantile(own?.[cpu] ?? [], fraction) - quantile(none?.[cpu] ?? [], fraction)
    const share = (fraction: number): string =>
      `${((100 * quantile(rate, fraction)) / quantile(full, fraction)).toFixed(1)} %`
    return [
      subject,
      us(quantile(own?.main ?? [], 0.5)),
      own === none ? '' : `${us(added('main', 0.5))} (${us(added('main', 0.25))})`,
      own === none ? '' : `${us(added('bare', 0.5))} (${us(added('bare', 0.25))})`,
      own === none ? '' : `${us(added('all', 0.5))} (${us(added('all', 0.25))})`,
      Math.round(quantile(rate, 0.5)).toLocaleString('en'),
      own === none ? '' : `${share(0.5)} (${share(0.75)})`,
    ]
  })
  const latencyRows = SUBJECTS.map((subject): Row => {
    const { free, held } = latencies.get(subject) ?? {}
    if (free === undefined || held === undefined) return [subject]
    return [
      subject,
      free.all.toFixed(2),
      held.all.toFixed(2),
      (held.all / free.all).toFixed(2),
      free.typical.toFixed(2),
      held.typical.toFixed(2),
      (held.typical / free.typical).toFixed(2),
    ]
  })
  const costHead = [
    '',
    'CPU of the main thread, µs a request',
    'added by logging',
    'without a network',
    'added to all threads',
    'requests a second',
    'of no logging',
  ]
  const latencyHead = ['', 'p99, ms', 'p99 in the stall', 'ratio', 'typical p99', 'in the stall', 'ratio']
  return [
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}. Medians of ${costs.values().next().value?.main.length ?? 0} rounds; in brackets the good quartile. ${pinned ? 'The main thread of a server has one core, all else the others' : 'Threads are where the system puts them'}.`,
    table(costHead, costRows),
    `At ${PER_SECOND.toLocaleString('en')} requests a second, while the reader of standard output sleeps:`,
    table(latencyHead, latencyRows),
  ].join('\n\n')
}
