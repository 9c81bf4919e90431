import { type Given, LIBRARIES, WITH_DEFAULTS } from './scenario.ts'
import type { Sizes } from './sizes.ts'
import type { Ending } from './task.ts'

/** What the application feels, with a quick destination and with slow ones. */
export function applications(sizes: Sizes): readonly Given[] {
  const units = { 'loop p99': 'ms', 'loop max': 'ms', 'peak memory': 'MB' }
  const given = { program: 'application', units } as const
  const slow = {
    ...given,
    task: { rate: 2000, count: Math.ceil(2000 * sizes.loadSeconds), warmUp: 0 },
    rounds: 1,
    mayLose: true,
    subjects: WITH_DEFAULTS,
  } as const
  return [
    {
      ...given,
      name: 'load/file',
      title: 'an application at 10 K calls a second, standard output in a file',
      task: { rate: 10_000, count: Math.ceil(2000 * sizes.loadSeconds), warmUp: 500 },
      subjects: [...LIBRARIES, 'empty function'],
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

/** What arrives when the process ends. */
export function exits(sizes: Sizes): readonly Given[] {
  const endings: readonly Ending[] = ['natural end', 'process.exit', 'throw', 'SIGTERM']
  return endings.map((ending) => ({
    name: `exit/${ending}`,
    title: `${sizes.exitLines} calls and then: ${ending}, standard output in a file`,
    program: 'exit',
    task: { ending, count: sizes.exitLines, warmUp: 0 },
    rounds: 1,
    fresh: true,
    mayLose: true,
    subjects: WITH_DEFAULTS,
  }))
}
