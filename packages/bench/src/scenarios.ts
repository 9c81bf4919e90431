import { applications, exits } from './hard-times.ts'
import { type Given, LIBRARIES, type Scenario, scenario } from './scenario.ts'
import { QUICK, type Sizes } from './sizes.ts'

function callCosts(sizes: Sizes): readonly Given[] {
  const program = 'call-cost'
  return [
    {
      name: 'call/1-site',
      title: 'mean cost of a call, one call site, no context',
      program,
      calls: 'one-site',
      options: { context: 'none' },
      subjects: [...LIBRARIES, 'JSON.stringify', 'empty function'],
    },
    {
      name: 'call/64-sites',
      title: 'the same from 64 call sites with different shapes',
      program,
      options: { context: 'none' },
      subjects: [...LIBRARIES, 'JSON.stringify', 'empty function'],
    },
    {
      name: 'call/bound',
      title: '64 call sites, three fields of context bound to the logger',
      program,
      subjects: LIBRARIES,
    },
    {
      name: 'call/scope',
      title: '64 call sites, three fields of context from AsyncLocalStorage',
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
      stdout: 'ignored',
      task: { count: sizes.burst * 10 },
      subjects: [...LIBRARIES, 'empty function'],
    },
    {
      name: 'call/awaited',
      title: 'mean cost of an awaited call on the async facade, 64 call sites, context bound',
      program,
      calls: 'awaited',
      subjects: ['fapilog async', 'empty function'],
    },
  ]
}

/** Enough for a p99.9 that is not the maximum. */
const pacedCount = (rate: number, sizes: Sizes): number =>
  Math.max(sizes.pacedCalls, Math.ceil(rate * sizes.pacedSeconds))

function facades(sizes: Sizes): readonly Given[] {
  const subjects = ['fapilog', 'fapilog async'] as const
  const rates = { program: 'sustained', unit: 'events/s', fresh: true } as const
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
        stdout: 'ignored',
      },
      {
        name: `facade/${subject}/latency`,
        title: `${subject}: single calls at 100 K a second, no-op sink`,
        program: 'paced',
        units: { reached: 'events/s' },
        calls,
        subjects: [subject],
        task: { rate: 100_000, count: pacedCount(100_000, sizes) },
        options: { sink: 'noop' },
        stdout: 'ignored',
      },
    ] as const
  })
}

function paced(sizes: Sizes): readonly Given[] {
  return [1_000, 10_000, 100_000, 500_000].map((rate) => ({
    name: `paced/${rate / 1000}K`,
    title: `single calls at ${rate / 1000} K a second, one read of the clock included`,
    program: 'paced',
    // Nobody is held here: where the machine cannot keep up, a bounded queue loses, and says how many.
    mayLose: true,
    units: { reached: 'events/s' },
    task: { rate, count: pacedCount(rate, sizes), warmUp: sizes.warmUp / 2 },
    subjects: [...LIBRARIES, 'empty function'],
  }))
}

function delivery(sizes: Sizes): readonly Given[] {
  const sustained = { count: sizes.sustained, warmUp: sizes.sustained / 4 }
  const rates = { program: 'sustained', unit: 'events/s', fresh: true } as const
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
      stdout: 'ignored',
      subjects: LIBRARIES,
    },
    {
      name: 'sustained/file',
      title: 'sustained, nothing dropped, standard output in a file',
      ...rates,
      task: sustained,
      options: { block: true },
      subjects: LIBRARIES,
    },
  ]
}

function resources(sizes: Sizes): readonly Given[] {
  return [
    {
      name: 'memory',
      title: 'peak resident size under sustained load',
      program: 'memory',
      unit: 'MB',
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
  'call/bound',
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
  // One round of processes side by side is as good as fresh ones, and they start at the same time.
  return scenarios(QUICK)
    .filter(({ name }) => QUICK_ONES.includes(name))
    .map((one) => ({ ...one, fresh: false }))
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
