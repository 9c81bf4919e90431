/**
 * Ownership and take-over, as the design gives them; the words are in `ring/layout.ts` (LEASE_*), the code is still to
 * come. Per batch: decode into private memory, say how far it goes (claimEnd), CAS idle -> writing, write, CAS the read
 * position, CAS writing -> idle. A failed CAS means deposed: drop the batch, touch nothing more. Whoever takes over sets
 * the lease to revoked by CAS; from idle it starts at the read position, from writing at claimEnd, and what lies between
 * is in doubt. Here generation 1 may stand still anywhere and go on at any later time, while generation 2 has the ring.
 */
import type { Model, Step } from './explore.ts'
import { producerSteps } from './lease-producer.ts'
import {
  type AddStep,
  CAPACITY,
  clone,
  type Leased,
  type LeaseOptions,
  type Reader,
  UNIT,
} from './lease-state.ts'
import { takeOverSteps } from './lease-take-over.ts'
import { threadSteps } from './lease-thread.ts'

export function lease(options: LeaseOptions): Model<Leased> {
  const { records } = options
  const start = options.start | 0
  const reader = (pc: string): Reader => ({
    pc,
    read: start,
    write: start,
    end: start,
    taken: [],
    seen: 0,
    asleep: false,
  })
  return {
    start: {
      write: start,
      read: start,
      parked: 0,
      slots: Array.from({ length: CAPACITY / UNIT }, () => 0),
      producer: { pc: 'idle', logged: 0, position: start, readSeen: start, seen: 0 },
      leases: [
        { state: 'idle', claimEnd: start },
        { state: 'idle', claimEnd: start },
      ],
      readers: [reader('refresh'), reader('not started')],
      takeOver: { pc: 'not begun', found: 'idle', claimEnd: start, readSeen: start, from: start },
      written: Array.from({ length: records }, () => 0),
      doubtful: Array.from({ length: records }, () => false),
      wrong: null,
    },
    steps(state) {
      const steps: Step<Leased>[] = []
      const step: AddStep = (actor, name, change) => {
        const to = clone(state)
        change(to)
        steps.push({ actor, name, to })
      }
      producerSteps(state, options, step)
      for (const at of state.readers.keys()) threadSteps(state, at, options, step)
      takeOverSteps(state, options, step)
      return steps
    },
    wrong: (state) => state.wrong,
    done(state) {
      const { producer, readers, written, doubtful, takeOver } = state
      if (producer.pc !== 'idle' || producer.logged !== records) return false
      const owner = readers[takeOver.pc === 'not begun' ? 0 : 1]
      return owner?.asleep === true && written.every((times, i) => times > 0 || doubtful[i] === true)
    },
    progressBy: [
      // Generation 1 stands still for ever: a take-over must be enough.
      ['producer', 'decision', 'take-over', 'thread 2'],
      // Nobody takes over, or somebody does: never is a decision needed while generation 1 runs.
      ['producer', 'take-over', 'thread 1', 'thread 2'],
    ],
  }
}
