/**
 * The protocol between the producer and the one thread that reads, as it stands in `ring/producer.ts`,
 * `ring/consumer.ts`, `pipeline/thread-loop.ts` and `lifecycle/thread-host.ts`: publish, wake, nap, park, release,
 * leave, start of the next thread, its death. Each step is one access to shared memory and what follows it privately.
 */
import type { Model, Step } from './explore.ts'
import { mainSteps } from './handover-main.ts'
import { CAPACITY, type Handover, type HandoverOptions, STATE, UNIT } from './handover-state.ts'
import { threadSteps } from './handover-thread.ts'

const AWAY = new Set(['boot', 'left', 'look after leaving', 'take the ring back', 'end', 'ended', 'gone'])

function wrong(state: Handover): string | null {
  if (state.wrong !== null) return state.wrong
  const readers = state.threads.filter(({ pc }) => !AWAY.has(pc))
  if (readers.length > 1) return 'two threads read the ring'
  return state.released > state.delivered ? 'released before the sink has it' : null
}

export function handover(options: HandoverOptions): Model<Handover> {
  const { records, end } = options
  const start = options.start | 0
  return {
    start: {
      write: start,
      read: start,
      parked: -1,
      state: STATE.none,
      control: 0,
      exiting: false,
      slots: Array.from({ length: CAPACITY / UNIT }, () => 0),
      main: {
        pc: 'idle',
        back: 'idle',
        logged: 0,
        position: start,
        readSeen: start,
        seen: 0,
        worker: 0,
        stops: options.stops,
        crashes: options.crashes,
      },
      threads: [],
      delivered: 0,
      released: 0,
      wrong: null,
    },
    steps(state) {
      const steps: Step<Handover>[] = mainSteps(state, options)
      if (state.main.pc === 'exited') return steps
      for (const at of state.threads.keys()) steps.push(...threadSteps(state, at, options))
      return steps
    },
    wrong,
    done(state) {
      const { main, threads } = state
      if (state.delivered !== records || main.logged !== records) return false
      if (end === 'exit') return main.pc === 'exited'
      return (
        main.pc === 'idle' && threads.every(({ pc, asked }) => pc === 'gone' || (pc === 'asleep' && !asked))
      )
    },
    // A crash and a stop request may come or not: none of them may be needed.
    progressBy: [['main', 'thread']],
  }
}
