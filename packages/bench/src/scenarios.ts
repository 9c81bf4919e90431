import type { Better, JudgedBy } from './measurement.ts'
import type { SubjectName, SubjectOptions } from './subjects/subject.ts'
import type { Calls, ProgramName, Task } from './task.ts'

/** How much of everything: `full` for figures, `quick` to see that the suite works. */
export interface Sizes {
  readonly rounds: number
  readonly processes: number
  readonly warmUp: number
  readonly burst: number
  readonly bursts: number
  readonly pacedSeconds: number
  readonly idleCalls: number
  readonly sustained: number
  readonly memory: number
  readonly idleMs: number
}

export const FULL: Sizes = {
  rounds: 7,
  processes: 15,
  warmUp: 1_000_000,
  burst: 20_000,
  bursts: 10,
  pacedSeconds: 2,
  idleCalls: 200,
  sustained: 1_000_000,
  memory: 2_000_000,
  idleMs: 60_000,
}

export const QUICK: Sizes = {
  rounds: 2,
  processes: 2,
  warmUp: 20_000,
  burst: 5_000,
  bursts: 2,
  pacedSeconds: 0.1,
  idleCalls: 2,
  sustained: 50_000,
  memory: 50_000,
  idleMs: 1_000,
}

export interface Scenario {
  readonly name: string
  readonly title: string
  readonly unit: string
  readonly better: Better
  readonly judgedBy: JudgedBy
  readonly subjects: readonly SubjectName[]
  readonly task: Omit<Task, 'subject'>
  readonly rounds: number
  /** Every round in a process of its own. */
  readonly fresh: boolean
  /** All subjects at the same time: only where they do nothing nearly all the time. */
  readonly together: boolean
  /** `lines`: the parent reads them and takes the times. */
  readonly stdout: 'ignored' | 'file' | 'lines'
}

const DEFAULT: SubjectOptions = { context: 'bound', facade: 'sync', sink: 'nothing', block: false }

interface Given {
  readonly name: string
  readonly title: string
  readonly program: ProgramName
  readonly subjects: readonly SubjectName[]
  readonly unit?: string
  readonly better?: Better
  readonly judgedBy?: JudgedBy
  readonly calls?: Calls
  readonly options?: Partial<SubjectOptions>
  readonly task?: Partial<Task>
  readonly rounds?: number
  readonly fresh?: boolean
  readonly together?: boolean
  readonly stdout?: Scenario['stdout']
}

function scenario(sizes: Sizes, given: Given): Scenario {
  return {
    name: given.name,
    title: given.title,
    unit: given.unit ?? 'µs',
    better: given.better ?? 'lower',
    judgedBy: given.judgedBy ?? 'quartile',
    subjects: given.subjects,
    rounds: given.rounds ?? sizes.rounds,
    fresh: given.fresh ?? false,
    together: given.together ?? false,
    stdout: given.stdout ?? 'ignored',
    task: {
      program: given.program,
      options: { ...DEFAULT, ...given.options },
      calls: given.calls ?? 'many-sites',
      warmUp: sizes.warmUp,
      count: sizes.burst,
      bursts: sizes.bursts,
      rate: 0,
      idleMs: sizes.idleMs,
      ...given.task,
    },
  }
}

function callCosts(sizes: Sizes): readonly Given[] {
  const program = 'call-cost'
  return [
    {
      name: 'call/64-sites',
      title: 'mean cost of a call, 64 call sites with different shapes, context bound',
      program,
      subjects: ['fapilog', 'pino', 'JSON.stringify', 'empty function'],
    },
    {
      name: 'call/1-site',
      title: 'the same from one call site',
      program,
      calls: 'one-site',
      subjects: ['fapilog', 'pino', 'JSON.stringify', 'empty function'],
    },
    {
      name: 'call/scope',
      title: 'the same with the context from AsyncLocalStorage',
      program,
      options: { context: 'scope' },
      subjects: ['fapilog', 'pino'],
    },
    {
      name: 'call/error',
      title: 'a call with an Error, made for it, ten frames deep',
      program,
      calls: 'error',
      // An Error's record is 1 KiB and more, and the warm-up has bursts of its own.
      task: { warmUp: sizes.warmUp / 10, count: sizes.burst / 10 },
      subjects: ['fapilog', 'pino', 'error.stack', 'empty function'],
    },
    {
      name: 'call/disabled',
      title: 'a call below the level',
      program,
      calls: 'disabled',
      task: { count: sizes.burst * 10 },
      subjects: ['fapilog', 'pino', 'empty function'],
    },
    {
      name: 'call/awaited',
      title: 'mean cost of an awaited call on the async facade, 64 call sites',
      program,
      calls: 'awaited',
      options: { facade: 'async' },
      subjects: ['fapilog', 'empty function'],
    },
  ]
}

function paced(sizes: Sizes): readonly Given[] {
  return [1_000, 10_000, 100_000, 500_000].map((rate) => ({
    name: `paced/${rate / 1000}K`,
    title: `single calls at ${rate / 1000} K a second, one read of the clock included`,
    program: 'paced',
    task: { rate, count: Math.ceil(rate * sizes.pacedSeconds), warmUp: sizes.warmUp / 2 },
    subjects: ['fapilog', 'pino', 'empty function'],
  }))
}

function delivery(sizes: Sizes): readonly Given[] {
  const sustained = { count: sizes.sustained, warmUp: sizes.sustained / 4 }
  const rates = { program: 'sustained', unit: 'events/s', better: 'higher', fresh: true } as const
  return [
    {
      name: 'after-idle',
      title: `the first call after a pause of ${Math.min(1000, sizes.idleMs)} ms`,
      program: 'after-idle',
      task: { count: sizes.idleCalls, idleMs: Math.min(1000, sizes.idleMs), warmUp: sizes.warmUp / 4 },
      rounds: 1,
      together: true,
      subjects: ['fapilog', 'pino', 'empty function'],
    },
    {
      name: 'lag/10K',
      title: 'from the call to the line in a pipe, at 10 K calls a second',
      program: 'lag',
      task: { rate: 10_000, count: Math.ceil(10_000 * sizes.pacedSeconds) },
      options: { sink: 'stdout' },
      stdout: 'lines',
      subjects: ['fapilog', 'pino'],
    },
    {
      name: 'sustained/nothing',
      title: 'sustained, nothing dropped, to a target that drops everything',
      ...rates,
      task: sustained,
      options: { block: true },
      subjects: ['fapilog', 'pino'],
    },
    {
      name: 'sustained/file',
      title: 'sustained, nothing dropped, standard output in a file',
      ...rates,
      task: sustained,
      options: { block: true, sink: 'stdout' },
      stdout: 'file',
      subjects: ['fapilog', 'pino'],
    },
  ]
}

function process(sizes: Sizes): readonly Given[] {
  return [
    {
      name: 'memory',
      title: 'peak resident size under sustained load',
      program: 'memory',
      unit: 'MB',
      judgedBy: 'worst',
      fresh: true,
      rounds: Math.min(5, sizes.rounds),
      task: { count: sizes.memory, warmUp: 0 },
      options: { block: true },
      subjects: ['fapilog', 'pino', 'empty function'],
    },
    {
      name: 'idle-cpu',
      title: `CPU time while nobody logs for ${sizes.idleMs / 1000} s, all threads, % of a core`,
      program: 'idle-cpu',
      unit: '%',
      rounds: 1,
      together: true,
      task: { warmUp: 20_000 },
      subjects: ['fapilog', 'pino', 'empty function'],
    },
    {
      name: 'start-up',
      title: 'in a fresh process, from the import to the first line logged',
      program: 'start-up',
      unit: 'ms',
      fresh: true,
      rounds: sizes.processes,
      subjects: ['fapilog', 'pino'],
    },
  ]
}

export function scenarios(sizes: Sizes): readonly Scenario[] {
  const all = [...callCosts(sizes), ...paced(sizes), ...delivery(sizes), ...process(sizes)]
  return all.map((given) => scenario(sizes, given))
}
