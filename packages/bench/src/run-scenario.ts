import { setTimeout as sleep } from 'node:timers/promises'
import { type Measurement, type Samples, summarise } from './measurement.ts'
import type { Delivery } from './delivery.ts'
import { Runner } from './runner.ts'
import type { Scenario } from './scenario.ts'
import type { SubjectName } from './subjects/subject.ts'

export interface ScenarioResult {
  readonly measurements: readonly Measurement[]
  readonly deliveries: readonly Delivery[]
}

/** Runs all subjects in alternation, each round in another order. */
export async function runScenario(scenario: Scenario): Promise<ScenarioResult> {
  const values = new Map<SubjectName, Map<string, number[]>>()
  const deliveries: Delivery[] = []
  const add = (subject: SubjectName, samples: Samples): void => {
    const metrics = values.get(subject) ?? new Map<string, number[]>()
    values.set(subject, metrics)
    for (const [metric, more] of Object.entries(samples)) {
      metrics.set(metric, [...(metrics.get(metric) ?? []), ...more])
    }
  }
  const finish = async (runner: Runner): Promise<void> => {
    const delivery = await runner.close()
    if (delivery !== null) deliveries.push(delivery)
  }
  await (scenario.fresh ? runFresh(scenario, add, finish) : runBeside(scenario, add, finish))

  const measurements: Measurement[] = []
  for (const subject of scenario.subjects) {
    for (const [metric, list] of values.get(subject) ?? []) {
      const unit = scenario.units[metric] ?? scenario.unit
      measurements.push(summarise({ ...scenario, unit, scenario: scenario.name, subject, metric }, list))
    }
  }
  const rows = fewestOfEach(deliveries)
  // What a library prints when nobody configured it is its own affair.
  if (scenario.task.program !== 'start-up') checkEqualWork(rows)
  return { measurements, deliveries: rows }
}

/** Throws when the longest of the subjects' lines are more than 10 % longer than the shortest. */
export function checkEqualWork(deliveries: readonly Delivery[]): void {
  const sizes = deliveries.filter(({ delivered }) => delivered > 0).map(({ bytesPerLine }) => bytesPerLine)
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
  if (sizes.length > 1 && most > least * 1.1) {
    const list = deliveries.map(({ subject, bytesPerLine }) => `${subject} ${bytesPerLine}`)
    throw new Error(`${deliveries[0]?.scenario}: lines are not of equal length: ${list.join(', ')}`)
  }
}

type Add = (subject: SubjectName, samples: Samples) => void
type Finish = (runner: Runner) => Promise<void>

function inTurn<T>(items: readonly T[], round: number): readonly T[] {
  const at = round % items.length
  return [...items.slice(at), ...items.slice(0, at)]
}

/** A process for every round. */
async function runFresh(scenario: Scenario, add: Add, finish: Finish): Promise<void> {
  for (let round = 0; round < scenario.rounds; round++) {
    for (const subject of inTurn(scenario.subjects, round)) {
      const runner = new Runner(scenario, subject)
      try {
        await runner.ready()
        add(subject, await runner.block())
        await finish(runner)
      } finally {
        runner.kill()
      }
    }
  }
}

/** One process a subject, side by side: the others do nothing while one works. */
async function runBeside(scenario: Scenario, add: Add, finish: Finish): Promise<void> {
  const runners: Runner[] = []
  try {
    for (const subject of scenario.subjects) runners.push(new Runner(scenario, subject))
    // Warm-ups overlap: nothing is measured yet.
    await Promise.all(runners.map((runner) => runner.ready()))
    const measure = async (runner: Runner): Promise<void> => add(runner.subject, await runner.block())
    for (let round = 0; round < scenario.rounds; round++) {
      if (scenario.together)
        await Promise.all(runners.map((runner, i) => sleep(i * 300).then(() => measure(runner))))
      else for (const runner of inTurn(runners, round)) await measure(runner)
    }
    if (scenario.together) await Promise.all(runners.map(finish))
    else for (const runner of runners) await finish(runner)
  } finally {
    for (const runner of runners) runner.kill()
  }
}

/** Of several rounds the one that delivered least. */
function fewestOfEach(deliveries: readonly Delivery[]): readonly Delivery[] {
  const rows = new Map<string, Delivery>()
  for (const one of deliveries) {
    const least = rows.get(one.subject)
    if (least === undefined || one.delivered < least.delivered) rows.set(one.subject, one)
  }
  return [...rows.values()]
}
