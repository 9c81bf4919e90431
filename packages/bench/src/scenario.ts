import type { Pace } from './batch-reader.ts'
import type { Sizes } from './sizes.ts'
import type { SubjectName, SubjectOptions } from './subjects/subject.ts'
import type { Calls, ProgramName, Task } from './task.ts'

export interface Scenario {
  readonly name: string
  readonly title: string
  readonly unit: string
  /** By metric, where a scenario has metrics of several units. */
  readonly units: Readonly<Record<string, string>>
  readonly subjects: readonly SubjectName[]
  readonly task: Omit<Task, 'subject'>
  readonly rounds: number
  /** Every round in a process of its own. */
  readonly fresh: boolean
  /** All subjects at the same time: only where they do nothing nearly all the time. */
  readonly together: boolean
  /** Whether losing records is a result and not a failure. */
  readonly mayLose: boolean
  /**
   * `file`: lines are counted in it. `lines`: the parent reads them from a pipe and takes the times. A pace: a
   * destination behind a pipe. `ignored`: /dev/null, where nothing is written or nothing shall hold the rate up.
   */
  readonly stdout: 'ignored' | 'file' | 'lines' | Pace
}

/** A scenario with what differs from the defaults. */
export interface Given extends Partial<Omit<Scenario, 'task' | 'name' | 'title' | 'subjects'>> {
  readonly name: string
  readonly title: string
  readonly program: ProgramName
  readonly subjects: readonly SubjectName[]
  readonly calls?: Calls
  readonly options?: Partial<SubjectOptions>
  readonly task?: Partial<Task>
}

const DEFAULT: SubjectOptions = { context: 'bound', sink: 'stdout', block: false }

export function scenario(sizes: Sizes, { program, calls, options, task, ...given }: Given): Scenario {
  return {
    unit: 'µs',
    units: {},
    rounds: sizes.rounds,
    fresh: false,
    together: false,
    mayLose: false,
    stdout: 'file',
    ...given,
    task: {
      program,
      options: { ...DEFAULT, ...options },
      calls: calls ?? 'many-sites',
      warmUp: sizes.warmUp,
      count: sizes.burst,
      bursts: sizes.bursts,
      rate: 0,
      idleMs: sizes.idleMs,
      ending: 'natural end',
      ...task,
    },
  }
}

/** Ours and the peers, each in its fastest documented set-up. */
export const LIBRARIES: readonly SubjectName[] = [
  'fapilog',
  'pino',
  'pino async',
  'pino.transport',
  'winston',
  'LogTape',
  'tslog',
  'bunyan',
]
/** And as those three write without being told where to: for what arrives, not for what it costs. */
export const WITH_DEFAULTS: readonly SubjectName[] = [
  ...LIBRARIES,
  'pino stdout',
  'winston stdout',
  'bunyan stdout',
]
