import type { Lease, Leased, LeaseOptions, Thread } from './lease-state.ts'
import { goAway } from './lease-turn.ts'

export const parkPcs: ReadonlySet<string> = new Set([
  'look before parking',
  'announce',
  'announce instead of a former one',
  'look again',
  'sleep',
  'asleep',
  'rise',
  'look after leaving',
])

/** thread-loop park(), and what follows the first commit of leave(). */
export function runPark(s: Leased, self: Thread, at: number, { flaw }: LeaseOptions): void {
  const generation = at + 1
  switch (self.pc) {
    case 'look before parking': // runLoop(): pipeline.deposed
      if ((s.leases[at] as Lease).state === 'revoked') goAway(self, 'gone')
      else self.pc = 'announce'
      return
    case 'announce': // CAS PARKED 0 -> generation
      self.pc = 'look again'
      if (s.parked === 0 || flaw === 'parks by a plain store') s.parked = generation
      else {
        const former = s.parked > 0 && s.parked < generation
        self.seen = former ? s.parked : 0
        const over = former && flaw !== 'parks only where no former generation is announced'
        self.pc = over ? 'announce instead of a former one' : 'top'
      }
      return
    case 'announce instead of a former one': // CAS PARKED former -> generation
      self.pc = s.parked === self.seen ? 'look again' : 'top'
      if (s.parked === self.seen) s.parked = generation
      self.seen = 0
      return
    case 'look again': {
      // pipeline.hasMore, CONTROL
      const requested = at === 0 && s.asked && !self.stopping
      self.pc = s.write !== self.position || requested ? 'rise' : 'sleep'
      return
    }
    case 'sleep': // Atomics.waitAsync: compares and sleeps in one
      self.asleep = s.parked === generation
      self.pc = self.asleep ? 'asleep' : 'rise'
      return
    case 'asleep':
      self.pc = 'rise'
      return
    case 'rise': // CAS PARKED generation -> 0
      if (s.parked === generation || flaw === 'clears the word when it wakes, whatever it says') s.parked = 0
      self.pc = 'top'
      return
    case 'look after leaving': // leave(): WRITE against READ
      if (s.write === s.read) goAway(self, 'left')
      else self.pc = 'take back'
      return
    default:
      throw new Error(`no step "${self.pc}"`)
  }
}
