import { Socket } from 'node:net'
import { BatchReader } from './batch-reader.ts'
import { ChildHandle } from './child-handle.ts'
import { until } from './clock.ts'
import { Fifo } from './fifo.ts'
import { LineClock } from './line-clock.ts'
import { LineFile } from './line-file.ts'
import type { Samples } from './measurement.ts'
import type { Scenario } from './scenario.ts'
import type { SubjectName } from './subjects/subject.ts'

export interface Delivery {
  readonly scenario: string
  readonly subject: string
  readonly submitted: number
  /** Lines that were counted where they arrived. */
  readonly delivered: number
  readonly bytesPerLine: number
}

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
  #blocks = 0

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

  ready(): Promise<void> {
    return this.#child.ready()
  }

  async block(): Promise<Samples> {
    if (this.#scenario.task.program === 'exit') {
      await this.#child.toItsEnd()
      this.#blocks++
      return {}
    }
    const samples = await this.#child.block()
    this.#blocks++
    const clock = this.#clock
    if (clock === null) return samples
    const { name, task } = this.#scenario
    const expected = this.#blocks * task.count
    await until(
      () => `the lines of ${this.subject} in ${name}: ${clock.seen} of ${expected} came`,
      () => clock.seen >= expected,
    )
    return task.program === 'burst' ? { ...samples, ...clock.takeBurst() } : clock.take()
  }

  /** Ends the process and counts what arrived. Throws when anything was lost where nothing may be. */
  async close(): Promise<Delivery | null> {
    try {
      const { name, mayLose } = this.#scenario
      const lost = await this.#end()
      if (lost > 0 && !mayLose) throw new Error(`${name}: ${this.subject} lost ${lost} records`)
      const delivery = await this.#delivery()
      if (delivery !== null && delivery.delivered !== delivery.submitted && !mayLose) {
        throw new Error(
          `${name}: ${this.subject} delivered ${delivery.delivered} of ${delivery.submitted} lines`,
        )
      }
      return delivery
    } finally {
      this.#file?.remove()
      this.#fifo?.remove()
    }
  }

  async #end(): Promise<number> {
    if (this.#scenario.task.program === 'exit') return 0
    // A library that never comes to an end behind a slow destination is ended: what arrived by then counts.
    const late = setTimeout(() => this.kill(), REST_MS)
    try {
      return await this.#child.close()
    } catch (error) {
      if (!this.#scenario.mayLose) throw error
      return 0
    } finally {
      clearTimeout(late)
    }
  }

  async #delivery(): Promise<Delivery | null> {
    const { name, task } = this.#scenario
    const of = { scenario: name, subject: this.subject }
    const submitted = task.warmUp + this.#blocks * task.count
    if (this.#clock !== null) {
      const { seen, bytesPerLine } = this.#clock
      return { ...of, submitted: this.#blocks * task.count, delivered: seen, bytesPerLine }
    }
    if (this.#reader !== null) {
      const { done } = this.#reader
      await done
      const { lines, bytes } = this.#reader
      return { ...of, submitted, delivered: lines, bytesPerLine: Math.round(bytes / lines) }
    }
    if (this.#file === null) return null
    const { lines, bytes } = await this.#file.count()
    return {
      ...of,
      submitted,
      delivered: lines,
      bytesPerLine: lines === 0 ? 0 : Math.round(bytes / lines),
    }
  }

  kill(): void {
    this.#child.kill()
  }
}
