/** What one generation does next, as far as that is its private matter. */
import { isBefore, LATE_SINK, type LeaseFlaw, recordsIn, SINKS, type Thread } from './lease-state.ts'

/** thread-loop runLoop(): what follows an empty look, or a turn that found this thread deposed. */
export function afterEmptyLook(self: Thread): string {
  if (!self.stopping) return 'look before parking'
  const busy = self.released !== self.position
  return busy ? 'top' : 'leave'
}

/** Whether a sink still needs what is in hand: Replay has(). */
export const takes = ({ ahead, hand }: Thread, sink: number): boolean =>
  isBefore(ahead[sink] as number, hand[1])

/** pipeline #offer(): hands the batch to the next sink that does not have it; then pipeline #release(). */
export function serve(self: Thread, flaw: LeaseFlaw | null): void {
  while (self.sink < SINKS.length && !takes(self, self.sink)) self.sink++
  if (self.sink >= SINKS.length) return release(self, flaw)
  if (self.sink === LATE_SINK && self.current !== null) {
    self.queued = [self.queued?.[0] ?? self.hand[0], self.hand[1]]
    return release(self, flaw)
  }
  self.pc = flaw === 'claims after it has looked at the lease' ? 'look at the lease' : 'claim'
  if (flaw === 'acknowledges before it writes' && self.sink !== LATE_SINK) self.pc = 'account'
}

function release(self: Thread, flaw: LeaseFlaw | null): void {
  const held = flaw === 'frees what a sink still writes' ? null : self.current
  const upTo = held === null ? self.position : held[0]
  // What is in hand is served: from here on it is what gets free.
  self.hand = [self.released, upTo]
  self.sink = 0
  if (recordsIn(self.hand) === 0) goBack(self)
  else self.pc = 'release'
}

/** To the next turn, or to the sleep that an answer has disturbed. */
export function goBack(self: Thread): void {
  self.pc = self.back
  self.back = ''
  self.hand = [self.position, self.position]
  self.sink = 0
}

/** Whatever it does next, it finds itself deposed. */
export function giveUp(self: Thread): void {
  self.back = self.back === 'asleep' ? 'asleep' : 'top'
  goBack(self)
}

/** Nothing of what it knew matters any more, but what its late sink is still writing. */
export function goAway(self: Thread, pc: 'gone' | 'left' | 'dead'): void {
  self.back = pc
  goBack(self)
  self.stopping = false
  self.asleep = false
  self.released = self.position
  self.queued = null
  self.seen = 0
  if (self.landed) self.current = null
  self.landed = false
}
