import { setTimeout as sleep } from 'node:timers/promises'
import { ChildHandle } from './child-handle.ts'
import { until } from './clock.ts'
import { LineClock } from './line-clock.ts'
import { LineFile } from './line-file.ts'
import { type Measurement, type Samples, summarise } from './measurement.ts'
import type { Scenario } from './scenarios.ts'
import type { SubjectName } from './subjects/subject.ts'

export interface Delivery {
  readonly scenario: string
  readonly subject: string
  readonly submitted: number
  /** Lines that were counted where they arrived. */
  readonly delivered: number
  readonly bytesPerLine: number
}

export interface ScenarioResult {
  readonly measurements: readonly Measurement[]
  readonly deliveries: readonly Delivery[]
}

/** One subject in a running process, with whatever takes its lines. */
class Runner {
  readonly subject: SubjectName
  readonly #scenario: Scenario
  readonly #file: LineFile | null
  readonly #child: ChildHandle
  readonly #clock: LineClock | null
  #blocks = 0

  constructor(scenario: Scenario, subject: SubjectName) {
    this.subject = subject
    this.#scenario = scenario
    this.#file = scenario.stdout === 'file' ? new LineFile() : null
    const stdout = scenario.stdout === 'lines' ? 'pipe' : (this.#file?.fd ?? 'ignore')
    this.#child = new ChildHandle({ ...scenario.task, subject }, stdout)
    this.#clock = this.#child.stdout === null ? null : new LineClock(this.#child.stdout)
  }

  ready(): Promise<void> {
    return this.#child.ready()
  }

  async block(): Promise<Samples> {
    const samples = await this.#child.block()
    this.#blocks++
    const clock = this.#clock
    if (clock === null) return samples
    await until('all lines', () => clock.seen >= this.#blocks * this.#scenario.task.count)
    return clock.take()
  }

  /** Ends the process and counts what arrived. Throws when anything was lost. */
  async close(): Promise<Delivery | null> {
    try {
      const lost = await this.#child.close()
      if (lost > 0) throw new Error(`${this.#scenario.name}: ${this.subject} lost ${lost} records`)
      const delivery = await this.#delivery()
      if (delivery !== null && delivery.delivered !== delivery.submitted) {
        throw new Error(
          `${this.#scenario.name}: ${this.subject} delivered ${delivery.delivered} of ${delivery.submitted} lines`,
        )
      }
      return delivery
    } finally {
      this.#file?.remove()
    }
  }

  async #delivery(): Promise<Delivery | null> {
    const { name, task } = this.#scenario
    const of = { scenario: name, subject: this.subject }
    if (this.#clock !== null) {
      const { seen, bytesPerLine } = this.#clock
      return { ...of, submitted: this.#blocks * task.count, delivered: seen, bytesPerLine }
    }
    if (this.#file === null) return null
    const { lines, bytes } = await this.#file.count()
    const submitted = task.warmUp + this.#blocks * task.count
    return { ...of, submitted, delivered: lines, bytesPerLine: Math.round(bytes / lines) }
  }

  kill(): void {
    this.#child.kill()
  }
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
      measurements.push(summarise({ ...scenario, scenario: scenario.name, subject, metric }, list))
    }
  }
  return { measurements, deliveries: lastOfEach(deliveries) }
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
    for (const subject of scenario.subjects) {
      const runner = new Runner(scenario, subject)
      runners.push(runner)
      await runner.ready()
    }
    const measure = async (runner: Runner): Promise<void> => add(runner.subject, await runner.block())
    for (let round = 0; round < scenario.rounds; round++) {
      if (scenario.together)
        await Promise.all(runners.map((runner, i) => sleep(i * 300).then(() => measure(runner))))
      else for (const runner of inTurn(runners, round)) await measure(runner)
    }
    for (const runner of runners) await finish(runner)
  } finally {
    for (const runner of runners) runner.kill()
  }
}

/** Every round delivers the same number: one row a subject says it. */
function lastOfEach(deliveries: readonly Delivery[]): readonly Delivery[] {
  return [...new Map(deliveries.map((one) => [one.subject, one])).values()]
}
