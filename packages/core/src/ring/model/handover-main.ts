import type { Step } from './explore.ts'
import {
  CAPACITY,
  clone,
  type Handover,
  type HandoverOptions,
  type Main,
  slotAt,
  STATE,
  UNIT,
} from './handover-state.ts'

/**
 * The producer's thread. It also starts threads, hears of their ends and asks them to stop, all between two records:
 * JavaScript runs one thing at a time.
 */
export function mainSteps(from: Handover, options: HandoverOptions): Step<Handover>[] {
  const steps: Step<Handover>[] = []
  const step = (actor: string, name: string, change: (to: Handover, self: Main) => void): void => {
    const to = clone(from)
    change(to, to.main)
    steps.push({ actor, name, to })
  }
  const { main } = from
  if (main.pc === 'exited') return steps
  if (main.pc === 'wait for the end') {
    exitSteps(from, step)
    return steps
  }
  if (main.pc !== 'idle') {
    step('main', main.pc, (to, self) => run(to, self, options))
    return steps
  }
  if (main.logged < options.records) step('main', 'logs', (_, self) => (self.pc = 'room'))
  else if (options.end === 'exit') {
    step('main', 'exits', (to, self) => {
      to.exiting = true
      self.back = 'wait for the end'
      self.pc = 'look whether it is parked'
    })
  }
  for (const [at, { pc }] of from.threads.entries()) {
    if (pc === 'ended')
      step('main', `hears that ${at + 1} has ended`, (to, self) => ended(to, self, at + 1, options))
  }
  if (main.stops > 0 && main.worker !== 0) {
    step('chance', 'asks the thread to stop', (_, self) => {
      self.stops--
      self.pc =
        options.flaw === 'wakes the thread before its request can be seen' ? 'wake first' : 'post the request'
    })
  }
  return steps
}

type AddStep = (actor: string, name: string, change: (to: Handover, self: Main) => void) => void

/** exit-drain.ts: looks, and blocks until something has changed. */
function exitSteps(from: Handover, step: AddStep): void {
  if (from.read === from.write) step('main', 'is done', (_, self) => (self.pc = 'exited'))
  else if (from.state === STATE.dead) {
    // thread-host reviveAtExit()
    step('main', 'revives', (_, self) => {
      self.worker = 0
      self.pc = 'mark dead'
      self.back = 'wait for the end'
    })
  }
}

/** thread-host #ended() */
function ended(s: Handover, self: Main, generation: number, { flaw }: HandoverOptions): void {
  const thread = s.threads[generation - 1]
  if (thread !== undefined) thread.pc = 'gone'
  if (self.worker !== generation && flaw !== 'takes the end of a former thread for that of the present one')
    return
  self.worker = 0
  self.back = 'idle'
  self.pc = 'look how it ended'
}

function run(s: Handover, self: Main, { flaw }: HandoverOptions): void {
  switch (self.pc) {
    case 'room': {
      // producer log(): the cached read position first
      self.pc = hasRoom(self, flaw) ? firstOf(flaw) : 'refresh room'
      return
    }
    case 'refresh room': // room-waiters: READ again, and later once more
      self.readSeen = s.read
      self.pc = hasRoom(self, flaw) ? firstOf(flaw) : 'idle'
      return
    case 'look before': // flaw: PARKED is read before the record is published
      self.seen = s.parked
      self.pc = 'fill'
      return
    case 'fill': // producer encode(): plain stores
      if ((self.position - s.read) >>> 0 >= CAPACITY)
        s.wrong = 'a record is written over one that is not read'
      self.logged++
      s.slots[slotAt(self.position)] = self.logged
      self.pc = 'publish'
      return
    case 'publish': // producer publish(): store WRITE
      self.position = (self.position + UNIT) | 0
      s.write = self.position
      self.back = 'idle'
      self.pc =
        flaw === 'publishes after looking whether the thread is parked' ? 'act' : 'look whether it is parked'
      return
    case 'look whether it is parked': // producer publish(), thread-host wake(): load PARKED
      self.seen = s.parked
      act(self)
      return
    case 'act':
      act(self)
      return
    case 'wake': // thread-host #rouse(): CAS PARKED generation -> 0
      self.pc = self.back
      if (s.parked !== self.seen) return
      s.parked = 0
      if (flaw !== 'clears the parked word without notifying') self.pc = 'notify'
      return
    case 'notify': // Atomics.notify(control, PARKED): all sleepers
      for (const thread of s.threads) thread.asleep = false
      self.pc = self.back
      return
    case 'start': // thread-host start(): CAS PARKED -generation -> 0
      if (s.parked !== self.seen && flaw !== 'starts a thread without compare and exchange')
        self.pc = self.back
      else {
        s.parked = 0
        self.pc = 'say booting'
      }
      return
    case 'say booting': // thread-host start(): STATE = booting
      s.state = STATE.booting
      self.pc = 'spawn'
      return
    case 'spawn':
      s.threads.push({
        pc: 'boot',
        read: 0,
        write: 0,
        controlSeen: -1,
        taken: [],
        stopping: false,
        asleep: false,
        left: false,
        asked: false,
      })
      self.worker = s.threads.length
      self.pc = self.back
      return
    case 'look how it ended': // thread-host #ended(): STATE
      self.pc = s.state === STATE.stopped ? 'idle' : 'mark dead'
      return
    case 'mark dead': // thread-host #markDead(): STATE, then PARKED
      s.state = STATE.dead
      self.pc = 'mark that there is none'
      return
    case 'mark that there is none':
      s.parked = flaw === 'has one word for every generation that is gone' ? -1 : -s.threads.length
      self.seen = s.parked
      self.pc = 'look for work'
      return
    case 'look for work': // thread-host #hasWork()
      self.pc =
        s.write === s.read || flaw === 'starts nothing after a death with records left' ? self.back : 'start'
      return
    case 'wake first': // flaw: woken, it looks, sees nothing, and parks again
      wakeSleeping(s)
      self.pc = 'post the request'
      return
    case 'post the request': {
      // thread-host request(): postMessage, CONTROL + 1
      const thread = s.threads[self.worker - 1]
      if (thread !== undefined) thread.asked = thread.pc !== 'gone' && thread.pc !== 'ended'
      self.pc = 'bump the control word'
      return
    }
    case 'bump the control word':
      s.control++
      self.back = 'idle'
      self.pc = flaw === 'wakes the thread before its request can be seen' ? 'idle' : 'look whether to rouse'
      return
    case 'look whether to rouse': // thread-host request(): none is started for a message
      self.seen = s.parked
      self.pc = self.seen > 0 ? 'wake' : 'idle'
      return
    default:
      throw new Error(`no step "${self.pc}"`)
  }
}

const firstOf = (flaw: HandoverOptions['flaw']): string =>
  flaw === 'publishes after looking whether the thread is parked' ? 'look before' : 'fill'

function hasRoom(self: Main, flaw: HandoverOptions['flaw']): boolean {
  const used =
    flaw === 'compares the read position as a signed number'
      ? self.position - self.readSeen
      : (self.position - self.readSeen) >>> 0
  return CAPACITY - used >= (flaw === 'takes one byte more than there is' ? 0 : UNIT)
}

function act(self: Main): void {
  if (self.seen < 0) self.pc = 'start'
  else self.pc = self.seen === 0 ? self.back : 'wake'
}

function wakeSleeping(s: Handover): void {
  if (s.parked <= 0) return
  s.parked = 0
  for (const thread of s.threads) thread.asleep = false
}
