import type { Pace } from './batch-reader.ts'
import type { Better, JudgedBy } from './measurement.ts'
import type { SubjectName, SubjectOptions } from './subjects/subject.ts'
import type { Calls, Ending, ProgramName, Task } from './task.ts'

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
  /** Seconds of load on an application with an event loop. */
  readonly loadSeconds: number
  /** For how long the stalling destination takes nothing. */
  readonly stallMs: number
  readonly exitLines: number
}

export const FULL: Sizes = {
  rounds: 3,
  processes: 5,
  warmUp: 100_000,
  burst: 20_000,
  bursts: 4,
  pacedSeconds: 0.4,
  idleCalls: 30,
  sustained: 100_000,
  memory: 100_000,
  idleMs: 60_000,
  loadSeconds: 5,
  stallMs: 5_000,
  exitLines: 5_000,
}

export const QUICK: Sizes = {
  rounds: 1,
  processes: 1,
  warmUp: 1_000,
  burst: 1_000,
  bursts: 2,
  pacedSeconds: 0.01,
  idleCalls: 1,
  sustained: 4_000,
  memory: 4_000,
  idleMs: 200,
  loadSeconds: 0.2,
  stallMs: 300,
  exitLines: 500,
}

export interface Scenario {
  readonly name: string
  readonly title: string
  readonly unit: string
  /** By metric, where a scenario has metrics of several units. */
  readonly units: Readonly<Record<string, string>>
  readonly better: Better
  readonly judgedBy: JudgedBy
  readonly subjects: readonly SubjectName[]
  readonly task: Omit<Task, 'subject'>
  readonly rounds: number
  /** Every round in a process of its own. */
  readonly fresh: boolean
  /** All subjects at the same time: only where they do nothing nearly all the time. */
  readonly together: boolean
  /** Whether losing records is a result and not a failure. */
  readonly mayLose: boolean
  /** `lines`: the parent reads them from a pipe and takes the times. A pace: a destination behind a pipe. */
  readonly stdout: 'ignored' | 'file' | 'lines' | Pace
}

interface Given extends Partial<Omit<Scenario, 'task' | 'name' | 'title' | 'subjects'>> {
  readonly name: string
  readonly title: string
  readonly program: ProgramName
  readonly subjects: readonly SubjectName[]
  readonly calls?: Calls
  readonly options?: Partial<SubjectOptions>
  readonly task?: Partial<Task>
}

const DEFAULT: SubjectOptions = { context: 'bound', sink: 'stdout', block: false }

function scenario(sizes: Sizes, { program, calls, options, task, ...given }: Given): Scenario {
  return {
    unit: 'µs',
    units: {},
    better: 'lower',
    judgedBy: 'quartile',
    rounds: sizes.rounds,
    fresh: false,
    together: false,
    mayLose: false,
    stdout: 'ignored',
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
const LIBRARIES: readonly SubjectName[] = [
  'fapilog',
  'pino',
  'pino async',
  'pino.transport',
  'winston',
  'LogTape',
  'tslog',
  'bunyan',
]
/** And as those two write without being told where to: for what arrives, not for what it costs. */
const WITH_DEFAULTS: readonly SubjectName[] = [...LIBRARIES, 'winston stdout', 'bunyan stdout']

function callCosts(sizes: Sizes): readonly Given[] {
  const program = 'call-cost'
  return [
    {
      name: 'call/64-sites',
      title: 'mean cost of a call, 64 call sites with different shapes, context bound',
      program,
      subjects: [...LIBRARIES, 'JSON.stringify', 'empty function'],
    },
    {
      name: 'call/1-site',
      title: 'the same from one call site',
      program,
      calls: 'one-site',
      subjects: [...LIBRARIES, 'JSON.stringify', 'empty function'],
    },
    {
      name: 'call/scope',
      title: 'the same with the context from AsyncLocalStorage',
      program,
      options: { context: 'scope' },
      subjects: LIBRARIES,
    },
    {
      name: 'call/error',
      title: 'a call with an Error, made for it, ten frames deep',
      program,
      calls: 'error',
      // An Error's record is 1 KiB and more, and the warm-up has bursts of its own.
      task: { warmUp: sizes.warmUp / 10, count: sizes.burst / 10 },
      subjects: [...LIBRARIES, 'error.stack', 'empty function'],
    },
    {
      name: 'call/disabled',
      title: 'a call below the level',
      program,
      calls: 'disabled',
      task: { count: sizes.burst * 10 },
      subjects: [...LIBRARIES, 'empty function'],
    },
    {
      name: 'call/awaited',
      title: 'mean cost of an awaited call on the async facade, 64 call sites',
      program,
      calls: 'awaited',
      subjects: ['fapilog async', 'empty function'],
    },
  ]
}

function facades(sizes: Sizes): readonly Given[] {
  const subjects = ['fapilog', 'fapilog async'] as const
  const rates = { program: 'sustained', unit: 'events/s', better: 'higher', fresh: true } as const
  return subjects.flatMap((subject) => {
    const calls = subject === 'fapilog' ? 'many-sites' : 'awaited'
    return [
      {
        name: `facade/${subject}/rate`,
        title: `${subject}: sustained, nothing dropped, no-op sink`,
        ...rates,
        calls,
        subjects: [subject],
        task: { count: sizes.sustained * 2, warmUp: sizes.sustained },
        options: { sink: 'noop', block: true },
        rounds: sizes.rounds + 2,
      },
      {
        name: `facade/${subject}/latency`,
        title: `${subject}: single calls at 100 K a second, no-op sink`,
        program: 'paced',
        calls,
        subjects: [subject],
        task: { rate: 100_000, count: Math.ceil(100_000 * sizes.pacedSeconds) },
        options: { sink: 'noop' },
        rounds: sizes.rounds + 2,
      },
    ] as const
  })
}

function paced(sizes: Sizes): readonly Given[] {
  return [1_000, 10_000, 100_000, 500_000].map((rate) => ({
    name: `paced/${rate / 1000}K`,
    title: `single calls at ${rate / 1000} K a second, one read of the clock included`,
    program: 'paced',
    task: { rate, count: Math.ceil(rate * sizes.pacedSeconds), warmUp: sizes.warmUp / 2 },
    subjects: [...LIBRARIES, 'empty function'],
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
      subjects: [...LIBRARIES, 'empty function'],
    },
    {
      name: 'lag/10K',
      title: 'from the call to the line in a pipe, at 10 K calls a second',
      program: 'lag',
      task: { rate: 10_000, count: Math.ceil(10_000 * sizes.pacedSeconds), warmUp: 0 },
      stdout: 'lines',
      subjects: LIBRARIES,
    },
    {
      name: 'burst/20K',
      title: `${sizes.burst / 1000} K calls at once, until the last line is read from a pipe`,
      program: 'burst',
      unit: 'ms',
      task: { warmUp: 0 },
      stdout: 'lines',
      subjects: LIBRARIES,
    },
    {
      name: 'sustained/null',
      title: 'sustained, nothing dropped, standard output is /dev/null',
      ...rates,
      task: sustained,
      options: { block: true },
      subjects: LIBRARIES,
    },
    {
      name: 'sustained/file',
      title: 'sustained, nothing dropped, standard output in a file',
      ...rates,
      task: sustained,
      options: { block: true },
      stdout: 'file',
      subjects: LIBRARIES,
    },
  ]
}

function applications(sizes: Sizes): readonly Given[] {
  const units = { 'loop p99': 'ms', 'loop max': 'ms', 'peak memory': 'MB' }
  const given = { program: 'application', units } as const
  const slow = {
    ...given,
    task: { rate: 2000, count: Math.ceil(2000 * sizes.loadSeconds), warmUp: 0 },
    rounds: 1,
    together: true,
    mayLose: true,
    subjects: WITH_DEFAULTS,
  } as const
  return [
    {
      ...given,
      name: 'load/file',
      title: 'an application at 10 K calls a second, standard output in a file',
      task: { rate: 10_000, count: Math.ceil(2000 * sizes.loadSeconds), warmUp: 500 },
      stdout: 'file',
      subjects: [...LIBRARIES],
    },
    {
      ...slow,
      name: 'slow/2ms',
      title: 'an application at 2 K calls a second, a destination that takes 2 ms a batch',
      stdout: { perBatchMs: 2, stallMs: 0 },
    },
    {
      ...slow,
      name: 'slow/200ms',
      title: 'the same, 200 ms a batch',
      stdout: { perBatchMs: 200, stallMs: 0 },
    },
    {
      ...slow,
      name: 'slow/stall',
      title: `the same, a destination that takes nothing for ${sizes.stallMs} ms`,
      stdout: { perBatchMs: 0, stallMs: sizes.stallMs },
    },
  ]
}

function exits(sizes: Sizes): readonly Given[] {
  const endings: readonly Ending[] = ['natural end', 'process.exit', 'throw', 'SIGTERM']
  return endings.map((ending) => ({
    name: `exit/${ending}`,
    title: `${sizes.exitLines} calls and then: ${ending}, standard output in a file`,
    program: 'exit',
    task: { ending, count: sizes.exitLines, warmUp: 0 },
    stdout: 'file',
    rounds: 1,
    fresh: true,
    mayLose: true,
    subjects: WITH_DEFAULTS,
  }))
}

function resources(sizes: Sizes): readonly Given[] {
  return [
    {
      name: 'memory',
      title: 'peak resident size under sustained load',
      program: 'memory',
      unit: 'MB',
      judgedBy: 'worst',
      fresh: true,
      rounds: Math.min(2, sizes.rounds),
      task: { count: sizes.memory, warmUp: 0 },
      options: { block: true },
      subjects: [...LIBRARIES, 'empty function'],
    },
    {
      name: 'idle-cpu',
      title: `CPU time while nobody logs for ${sizes.idleMs / 1000} s, all threads, % of a core`,
      program: 'idle-cpu',
      unit: '%',
      rounds: 1,
      together: true,
      task: { warmUp: 20_000 },
      subjects: [...LIBRARIES, 'empty function'],
    },
    {
      name: 'start-up',
      title: 'in a fresh process, from the import to the first line logged',
      program: 'start-up',
      unit: 'ms',
      fresh: true,
      rounds: sizes.processes,
      subjects: ['fapilog', 'pino', 'pino.transport', 'winston', 'LogTape', 'tslog', 'bunyan'],
    },
  ]
}

/** One scenario of each program: what `--quick` runs, in about half a minute. */
const QUICK_ONES = [
  'facade/fapilog async/latency',
  'call/64-sites',
  'call/scope',
  'call/error',
  'paced/100K',
  'slow/stall',
  'exit/process.exit',
  'lag/10K',
  'burst/20K',
  'sustained/file',
  'memory',
  'idle-cpu',
  'start-up',
]

export function quickScenarios(): readonly Scenario[] {
  return scenarios(QUICK).filter(({ name }) => QUICK_ONES.includes(name))
}

export function scenarios(sizes: Sizes): readonly Scenario[] {
  const all = [
    ...facades(sizes),
    ...callCosts(sizes),
    ...paced(sizes),
    ...applications(sizes),
    ...exits(sizes),
    ...delivery(sizes),
    ...resources(sizes),
  ]
  return all.map((given) => scenario(sizes, given))
}
