import {
  firstLost,
  LATE_SINK,
  type Lease,
  type Leased,
  type LeaseFlaw,
  type LeaseOptions,
  recordsIn,
  SINKS,
  type Thread,
} from './lease-state.ts'
import { afterEmptyLook, giveUp, goAway, goBack, serve, takes } from './lease-turn.ts'

/** Each store within a commit is a step: the thread may end, or be looked at, between any two. */
const STORES = {
  accept: ['count'],
  account: ['count', 'acknowledge'],
  release: ['count', 'free'],
  leave: ['say that none is left'],
  'take back': ['clear the word'],
} as const
type Job = keyof typeof STORES

export const commitPcs: ReadonlySet<string> = new Set(
  Object.entries(STORES).flatMap(([job, stores]) => [
    job,
    ...['begin', ...stores, 'end'].map((store) => `${job}: ${store}`),
  ]),
)

/** The order of the steps of a commit: what a flaw moves out of it comes before or after. */
function orderOf(job: Job, flaw: LeaseFlaw | null): readonly string[] {
  const stores: readonly string[] = STORES[job]
  const [first, second] = stores as readonly [string, string]
  if (job === 'leave' && flaw === 'leaves by plain stores') return stores
  if (job === 'take back' && flaw === 'takes the ring back by the word alone') return stores
  if (job === 'account' && flaw === 'counts before the commit begins') return [first, 'begin', second, 'end']
  if (job === 'account' && flaw === 'acknowledges after the commit has ended')
    return ['begin', first, 'end', second]
  if (job === 'release' && flaw === 'frees the ring after the commit has ended')
    return ['begin', first, 'end', second]
  return ['begin', ...stores, 'end']
}

/** ring/lease.ts commit(), and what is stored in it. */
export function runCommit(s: Leased, self: Thread, at: number, options: LeaseOptions): void {
  const { flaw } = options
  const [job, name] = self.pc.split(': ') as [Job, string?]
  const order = orderOf(job, flaw)
  const own = s.leases[at] as Lease
  const store = name ?? (order[0] as string)
  if (store === 'begin') {
    if (own.state !== 'idle' && flaw !== 'commits without compare and exchange') return refused(self, job)
    const { read, taken } = s
    own.image = {
      read,
      taken,
      acknowledged: s.acknowledged.slice(),
      pending: s.pending.slice(),
      delivered: s.delivered.slice(),
    }
    own.state = 'committing'
  } else if (store === 'end') {
    if (own.state === 'committing') own.state = 'idle'
  } else {
    if (own.state === 'revoked') s.wrong = `a deposed thread stores: ${job}, ${store}`
    apply(s, self, at, job, store, options)
  }
  const next = order[order.indexOf(store) + 1]
  if (next !== undefined) self.pc = `${job}: ${next}`
  else committed(s, self, at, job, flaw)
}

function apply(s: Leased, self: Thread, at: number, job: Job, store: string, { start }: LeaseOptions): void {
  const records = recordsIn(self.hand)
  if (job === 'accept') {
    for (const sink of SINKS) if (takes(self, sink)) add(s.pending, sink, records)
  } else if (store === 'acknowledge') s.acknowledged[self.sink] = self.hand[1]
  else if (job === 'account') {
    add(s.pending, self.sink, -records)
    add(s.delivered, self.sink, records)
  } else if (store === 'free') {
    s.wrong ??= firstLost(s, self.hand[1], start | 0)
    s.read = self.hand[1]
  } else if (job === 'release') s.taken += records
  else if (job === 'leave') s.parked = -(at + 1)
  // Else the ring has another thread by now.
  else if (s.parked === -(at + 1)) s.parked = 0
}

/** What the code does that meets its own deposition. */
function refused(self: Thread, job: Job): void {
  if (job === 'leave') goAway(self, 'gone')
  else if (job === 'take back') goAway(self, 'left')
  // turn() says 0, as when there is nothing.
  else if (job === 'accept') self.pc = afterEmptyLook(self)
  else {
    if (self.sink === LATE_SINK) self.current = null
    giveUp(self)
  }
}

function committed(s: Leased, self: Thread, at: number, job: Job, flaw: LeaseFlaw | null): void {
  switch (job) {
    case 'accept':
      self.position = self.hand[1]
      self.back = 'refresh'
      self.sink = 0
      serve(self, flaw)
      return
    case 'account':
      if (self.sink !== LATE_SINK) {
        if (flaw === 'acknowledges before it writes') self.pc = 'claim'
        else {
          self.sink++
          serve(self, flaw)
        }
        return
      }
      // sink-runner #settled(): the next of its queue
      self.current = null
      self.landed = false
      if (self.queued !== null) {
        self.hand = self.queued
        self.queued = null
      } else self.sink++
      serve(self, flaw)
      return
    case 'release':
      self.released = self.hand[1]
      goBack(self)
      return
    case 'leave':
      self.pc = 'look after leaving'
      return
    case 'take back':
      if (s.parked < 0 || s.main.worker > at + 1) goAway(self, 'left')
      else self.pc = 'top'
      return
  }
}

function add(to: number[], sink: number, n: number): void {
  to[sink] = (to[sink] as number) + n
}
