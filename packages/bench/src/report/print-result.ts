import { headline } from '../measurement.ts'
import type { Scenario } from '../scenario.ts'
import { checkFigures } from './figures.ts'
import type { Result } from './result.ts'
import { number, textTable } from './text-table.ts'

/** The result for the terminal: medians, and the worst of maxima and peaks, with quartiles and extremes. */
export function printResult(result: Result, scenarios: readonly Scenario[]): string {
  const { machine, versions } = result
  const parts = [
    `${result.date} · ${machine.cpu}, ${machine.cores} cores · Node ${machine.node} (V8 ${machine.v8}), ${machine.platform}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(' · '),
  ]
  for (const scenario of scenarios) parts.push('', printScenario(result, scenario))
  // The times of a quick run mean nothing: neither would verdicts.
  const figures = (result.mode === 'quick' ? [] : checkFigures(result)).map((one) => [
    one.what,
    one.wanted,
    number(one.value, one.unit),
    one.met ? 'met' : 'MISSED',
  ])
  if (figures.length > 0) {
    parts.push('', 'Figures', textTable(['what', 'wanted', 'measured', ''], figures, 2))
  }
  if (result.mode === 'quick')
    parts.push('', 'A quick run: it shows that the suite works. Its times mean nothing.')
  return `${parts.join('\n')}\n`
}

function printScenario(result: Result, scenario: Scenario): string {
  const { name } = scenario
  const rows = result.measurements
    .filter((one) => one.scenario === name)
    .map((one) => {
      const values = [headline(one), one.lowerQuartile, one.upperQuartile, one.min, one.max]
      return [
        one.subject,
        one.metric,
        one.unit,
        ...values.map((value) => number(value, one.unit)),
        String(one.samples),
      ]
    })
  const head = ['', '', '', 'result', 'q1', 'q3', 'min', 'max', 'n']
  const delivered = result.deliveries
    .filter((one) => one.scenario === name)
    .map((one) => `${one.subject} ${one.delivered} of ${one.submitted} lines, ${one.bytesPerLine} bytes each`)
  const note = delivered.length > 0 ? `\narrived: ${delivered.join(' · ')}` : ''
  return `${name}: ${scenario.title}\n${textTable(head, rows, 3)}${note}`
}
