import {
  type AddStep,
  type Lease,
  type Leased,
  type LeaseOptions,
  type Reader,
  slotAt,
  UNIT,
} from './lease-state.ts'

/** The most records of one batch. */
const BATCH = 2

/** The next step of one generation. */
export function threadSteps(from: Leased, at: number, { flaw }: LeaseOptions, step: AddStep): void {
  const { pc, asleep } = from.readers[at] as Reader
  if (asleep || pc === 'deposed' || pc === 'not started') return
  const generation = at + 1
  const add = (name: string, run: (s: Leased, self: Reader, own: Lease) => void): void => {
    step(`thread ${generation}`, name, (to) => run(to, to.readers[at] as Reader, to.leases[at] as Lease))
  }

  switch (pc) {
    case 'refresh':
      add(pc, (s, self) => {
        self.write = s.write
        self.pc = self.write === self.read ? 'look at the word' : 'decode'
      })
      // How often it naps before it parks is left open.
      if (from.write === (from.readers[at] as Reader).read) add('naps', () => undefined)
      return
    case 'decode':
      // Into private memory. A deposed thread may meet bytes of later records here: its claim will fail.
      add(pc, (s, self) => {
        const count = Math.min(BATCH, ((self.write - self.read) >>> 0) / UNIT)
        self.taken = Array.from({ length: count }, (_, n) => s.slots[slotAt(self.read + n * UNIT)] as number)
        self.end = (self.read + count * UNIT) | 0
        self.pc = flaw === 'claims before it says how far' ? 'claim' : 'say how far'
      })
      return
    case 'say how far':
      add(pc, (_, self, own) => {
        own.claimEnd = self.end
        self.pc = flaw === 'claims before it says how far' ? 'write' : 'claim'
      })
      return
    case 'claim':
      add(pc, (_, self, own) => {
        const granted = own.state === 'idle'
        if (granted && flaw !== 'writes without claiming') own.state = 'writing'
        if (granted || flaw === 'writes without claiming' || flaw === 'writes after a failed claim') {
          self.pc = flaw === 'claims before it says how far' ? 'say how far' : 'write'
        } else self.pc = 'deposed'
      })
      return
    case 'write':
      add(pc, (s, self) => {
        for (const record of self.taken) write(s, record, generation)
        self.taken = []
        self.pc = flaw === 'gives the lease back before it releases' ? 'give back' : 'release'
      })
      return
    case 'release':
      add(pc, (s, self) => {
        if (s.read === self.read) s.read = self.end
        else if (flaw === 'releases by a plain store') {
          if (((s.read - self.end) | 0) > 0) s.wrong = 'the read position went back'
          s.read = self.end
        }
        self.read = self.end
        self.pc = flaw === 'gives the lease back before it releases' ? 'refresh' : 'give back'
      })
      return
    case 'give back':
      add(pc, (_, self, own) => {
        const kept =
          own.state === 'writing' ||
          flaw === 'writes without claiming' ||
          flaw === 'writes after a failed claim'
        if (own.state === 'writing') own.state = 'idle'
        self.pc = kept
          ? flaw === 'gives the lease back before it releases'
            ? 'release'
            : 'refresh'
          : 'deposed'
      })
      return
    default:
      parkSteps(pc, generation, flaw, add)
  }
}

type Add = (name: string, run: (s: Leased, self: Reader, own: Lease) => void) => void

function parkSteps(pc: string, generation: number, flaw: LeaseOptions['flaw'], add: Add): void {
  const oneBit = flaw === 'parks by plain stores of one bit'
  const mark = oneBit ? 1 : generation
  switch (pc) {
    case 'look at the word':
      add(pc, (s, self) => {
        self.seen = s.parked
        // A later generation sleeps: this one has been deposed.
        const deposed = s.parked > generation && !oneBit && flaw !== 'announces whatever the word says'
        self.pc = deposed ? 'deposed' : 'announce'
      })
      return
    case 'announce':
      add(pc, (s, self) => {
        const free = oneBit || flaw === 'announces whatever the word says' || s.parked === self.seen
        if (free) s.parked = mark
        self.pc = free ? 'look again' : 'look at the word'
      })
      return
    case 'look again':
      add(pc, (s, self) => (self.pc = s.write === self.read ? 'sleep' : 'rise'))
      return
    case 'sleep': // compares and sleeps in one
      add(pc, (s, self) => {
        self.asleep = s.parked === mark
        self.pc = self.asleep ? 'look at the lease' : 'rise'
      })
      return
    case 'look at the lease':
      add('wakes up', (s, self, own) => {
        if (own.state !== 'revoked') self.pc = 'rise'
        else {
          self.pc = 'deposed'
          if (flaw === 'lets a deposed thread clear the word when it wakes') s.parked = 0
        }
      })
      return
    case 'rise':
      add(pc, (s, self) => {
        if (oneBit || s.parked === mark) s.parked = 0
        self.pc = 'refresh'
      })
      return
    default:
      throw new Error(`no step "${pc}"`)
  }
}

function write(s: Leased, record: number, generation: number): void {
  if (record === 0) s.wrong = `thread ${generation} writes what is no record`
  const times = (s.written[record - 1] ?? 0) + 1
  s.written[record - 1] = times
  if (times > 1 && s.doubtful[record - 1] !== true) s.wrong = `record ${record} is written twice`
}
