import { Socket } from 'node:net'
import { BatchReader } from './batch-reader.ts'
import { ChildHandle } from './child-handle.ts'
import { until } from './clock.ts'
import { checkLoss, type Delivery } from './delivery.ts'
import { Fifo } from './fifo.ts'
import { LineClock } from './line-clock.ts'
import { LineFile } from './line-file.ts'
import type { Samples } from './measurement.ts'
import type { Scenario } from './scenario.ts'
import { type SubjectName, WRITES_NOTHING } from './subjects/subject.ts'

/** How long a slow destination may take for what is left when the subject's load is over. */
const REST_MS = 45_000

/** One subject in a running process, with whatever takes its lines. */
export class Runner {
  readonly subject: SubjectName
  readonly #scenario: Scenario
  readonly #file: LineFile | null = null
  readonly #fifo: Fifo | null = null
  readonly #clock: LineClock | null = null
  readonly #reader: BatchReader | null = null
  readonly #child: ChildHandle
  #submitted = 0

  constructor(scenario: Scenario, subject: SubjectName) {
    this.subject = subject
    this.#scenario = scenario
    const { stdout } = scenario
    if (stdout === 'file') this.#file = new LineFile()
    if (stdout === 'lines' || typeof stdout === 'object') this.#fifo = new Fifo()
    this.#child = new ChildHandle(
      { ...scenario.task, subject },
      this.#file?.fd ?? this.#fifo?.writeFd ?? 'ignore',
    )
    if (this.#fifo === null) return
    this.#fifo.handOver()
    const { readFd } = this.#fifo
    if (typeof stdout === 'object') this.#reader = new BatchReader(readFd, stdout)
    else this.#clock = new LineClock(new Socket({ fd: readFd, readable: true, writable: false }))
  }

  async ready(): Promise<void> {
    const made = await this.#child.ready()
    this.#file?.count(made)
  }

  async block(): Promise<Samples> {
    const { name, task } = this.#scenario
    if (task.program === 'exit') {
      await this.#child.toItsEnd(task.ending)
      this.#submitted += task.count
      return {}
    }
    const { samples, made } = await this.#child.block()
    this.#submitted = made
    // In the pauses between measured blocks: whoever counts needs a core.
    this.#file?.count(made)
    const clock = this.#clock
    if (clock === null) return samples
    await until(
      () => `the lines of ${this.subject} in ${name}: ${clock.seen} of ${made} came`,
      () => clock.seen >= made,
    )
    return task.program === 'burst' ? { ...samples, ...clock.takeBurst() } : clock.take()
  }

  /** Ends the process and counts what arrived. Throws when anything was lost that may not be. */
  async close(): Promise<Delivery | null> {
    try {
      const { name, mayLose } = this.#scenario
      const lost = await this.#end()
      const delivery = await this.#delivery()
      checkLoss({ of: `${name}: ${this.subject}`, mayLose, lost, delivery })
      return delivery
    } finally {
      this.#file?.remove()
      this.#fifo?.remove()
    }
  }

  /** How many records the library says it lost; null when there is nobody left to say so. */
  async #end(): Promise<number | null> {
    if (this.#scenario.task.program === 'exit') return null
    // A library that never comes to an end behind a slow destination is ended: what arrived by then counts.
    const late = setTimeout(() => this.kill(), REST_MS)
    try {
      return await this.#child.close()
    } catch (error) {
      if (!this.#scenario.mayLose) throw error
      return null
    } finally {
      clearTimeout(late)
    }
  }

  async #delivery(): Promise<Delivery | null> {
    if (WRITES_NOTHING.includes(this.subject)) return null
    const of = { scenario: this.#scenario.name, subject: this.subject, submitted: this.#submitted }
    if (this.#clock !== null)
      return { ...of, delivered: this.#clock.seen, bytesPerLine: this.#clock.bytesPerLine }
    await this.#reader?.done
    this.#file?.count(this.#submitted)
    const counter = this.#reader?.counter ?? this.#file?.counter
    if (counter === undefined) return null
    return { ...of, delivered: counter.lines, bytesPerLine: counter.bytesPerLine }
  }

  kill(): void {
    this.#child.kill()
  }
}
