import type { Step } from './explore.ts'
import {
  clone,
  type Handover,
  type HandoverOptions,
  slotAt,
  STATE,
  type Thread,
  UNIT,
} from './handover-state.ts'

/** leave() has nothing in it that could throw, nor has what follows it. */
const CANNOT_THROW = new Set([
  'say no thread',
  'look after leaving',
  'take the ring back',
  'say running',
  'left',
  'end',
])
/** The most records of one batch. */
const BATCH = 2

/** The next step of a thread, and its death, which may come at any moment. */
export function threadSteps(from: Handover, at: number, options: HandoverOptions): Step<Handover>[] {
  const thread = from.threads[at] as Thread
  const { pc } = thread
  const steps: Step<Handover>[] = []
  const step = (actor: string, name: string, change: (to: Handover, self: Thread) => void): void => {
    const to = clone(from)
    change(to, to.threads[at] as Thread)
    steps.push({ actor, name: `${at + 1} ${name}`, to })
  }
  if (pc === 'gone' || pc === 'ended') return steps

  if (pc === 'asleep') {
    // thread-loop park(): `await wait.value`
    if (!thread.asleep) {
      const next = options.flaw === 'stays announced after a late notification' ? 'requests' : 'rise'
      step('thread', 'wakes up', (_, self) => (self.pc = next))
    }
  } else {
    for (const next of nextPcs(from, thread, options)) {
      step('thread', next === '' ? pc : `${pc}, then ${next}`, (to, self) =>
        run(to, self, at + 1, next, options),
      )
    }
  }
  // It throws: its own 'exit' listener still runs. In the exit drain nobody could see a death without one.
  if (from.main.crashes > 0 && !CANNOT_THROW.has(pc)) {
    step('chance', `dies at ${pc}`, (to, self) => {
      to.main.crashes--
      // What it wrote without releasing it will be written again: at least once is what a death leaves.
      if (!self.left) to.delivered = to.released
      self.asleep = false
      self.pc = 'end'
    })
  }
  return steps
}

/** Where an empty look may lead: how often it naps is left open. */
function nextPcs(state: Handover, thread: Thread, { flaw }: HandoverOptions): readonly string[] {
  if (thread.pc !== 'refresh') return ['']
  const some =
    flaw === 'reads while the write position is larger, as numbers'
      ? state.write > thread.read
      : state.write !== thread.read
  if (some) return ['read']
  if (thread.stopping) return ['flush']
  return state.exiting ? ['announce'] : ['announce', 'nap']
}

function run(s: Handover, self: Thread, generation: number, next: string, { flaw }: HandoverOptions): void {
  switch (self.pc) {
    case 'boot': // consumer constructor: load READ
      self.read = s.read
      self.pc = 'running'
      return
    case 'running': // thread-entry: setState(running)
      s.state = STATE.running
      self.pc = 'requests'
      return
    case 'requests': // thread-loop takeRequests()
      if (s.control !== self.controlSeen) {
        self.controlSeen = s.control
        self.stopping ||= self.asked
        self.asked = false
      }
      self.pc = 'refresh'
      return
    case 'refresh': // consumer refresh(): load WRITE
      self.write = s.write
      self.pc = next === 'read' && flaw === 'releases before it has read' ? 'release' : next
      return
    case 'nap': // thread-loop: Atomics.wait(bed, …) or setTimeout, then a new look
      self.pc = 'requests'
      return
    case 'read': // pipeline #slice(): the bytes of whole records
      take(s, self, flaw === 'takes what is published beyond what it saw')
      self.pc = flaw === 'releases before the sinks have it' ? 'release' : 'deliver'
      return
    case 'deliver': // sink-runner deliver()
      deliver(s, self)
      self.pc = flaw?.startsWith('releases before') === true ? 'requests' : 'release'
      if (self.pc === 'requests') self.taken = []
      return
    case 'release': // consumer release(): store READ
      release(s, self, flaw)
      return
    case 'flush': // thread-loop: pipeline.flush(), then a last look
      self.pc = s.write === self.read ? 'say stopped' : 'refresh'
      return
    case 'announce': // thread-loop park(): CAS PARKED 0 -> generation
      if (s.parked === 0) {
        s.parked = generation
        self.pc = flaw === 'parks without looking again' ? 'look for requests' : 'look again'
        if (self.pc === 'look for requests' && flaw === 'parks without looking for requests')
          self.pc = 'sleep'
      } else self.pc = 'requests'
      return
    case 'look again': // thread-loop park(), pipeline.hasMore: WRITE against what it has taken
      if (s.write !== self.read) self.pc = 'rise'
      else self.pc = flaw === 'parks without looking for requests' ? 'sleep' : 'look for requests'
      return
    case 'look for requests': // thread-loop park(): CONTROL against what was seen
      self.pc = s.control === self.controlSeen ? 'sleep' : 'rise'
      return
    case 'rise': // thread-loop park(), awake or never asleep: CAS PARKED generation -> 0
      if (s.parked === generation) s.parked = 0
      self.pc = 'requests'
      return
    case 'sleep': // Atomics.waitAsync(control, PARKED, generation): compares and sleeps in one
      self.asleep = s.parked === generation || flaw === 'sleeps without comparing'
      self.pc = self.asleep ? 'asleep' : 'requests'
      return
    case 'say stopped': // thread-loop leave(): STATE = stopped
      s.state = STATE.stopped
      self.pc = 'say no thread'
      return
    case 'say no thread': // thread-loop leave(): PARKED = -generation
      s.parked = goneOf(generation, flaw)
      self.pc = flaw === 'leaves without looking again' ? 'left' : 'look after leaving'
      return
    case 'look after leaving': // thread-loop leave(): WRITE against READ
      self.pc = s.write === s.read ? 'left' : 'take the ring back'
      return
    case 'take the ring back': // thread-loop leave(): CAS PARKED -generation -> 0
      if (s.parked === goneOf(generation, flaw) || flaw === 'goes on without compare and exchange') {
        s.parked = 0
        self.pc = 'say running'
      } else self.pc = 'left'
      return
    case 'say running': // thread-loop leave(): STATE = running
      s.state = STATE.running
      self.pc = 'requests'
      return
    case 'left': // thread-entry: left = true
      self.left = true
      self.pc = 'end'
      return
    case 'end': // thread-entry: the thread's own 'exit' listener
      if (flaw === 'marks the next thread dead when it ends' ? s.state !== STATE.stopped : !self.left)
        s.state = STATE.dead
      self.pc = 'ended'
      return
    default:
      throw new Error(`no step "${self.pc}"`)
  }
}

const goneOf = (generation: number, flaw: HandoverOptions['flaw']): number =>
  flaw === 'has one word for every generation that is gone' ? -1 : -generation

function take(s: Handover, self: Thread, greedy: boolean): void {
  const published = (self.write - self.read) >>> 0
  const count = Math.min(BATCH, greedy ? published / UNIT + 1 : published / UNIT)
  for (let n = 0; n < count; n++) self.taken.push(s.slots[slotAt(self.read + n * UNIT)] as number)
  self.read = (self.read + count * UNIT) | 0
}

function deliver(s: Handover, self: Thread): void {
  for (const record of self.taken) {
    if (record !== s.delivered + 1) s.wrong = `record ${record} at the sink after ${s.delivered}`
    s.delivered = record
  }
}

function release(s: Handover, self: Thread, flaw: HandoverOptions['flaw']): void {
  if (flaw === 'releases before it has read') {
    s.read = self.write
    s.released = s.main.logged
    self.pc = 'read'
    return
  }
  if (flaw === 'never releases the last record' && self.taken.length === 1) {
    self.taken = []
    self.pc = 'requests'
    return
  }
  s.read = self.read
  s.released += self.taken.length
  if (flaw === 'releases before the sinks have it') {
    self.pc = 'deliver'
    return
  }
  self.taken = []
  self.pc = 'requests'
}
