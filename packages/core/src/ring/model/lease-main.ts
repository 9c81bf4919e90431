import {
  type AddStep,
  CAPACITY,
  type Change,
  type Image,
  isWithin,
  later,
  type Lease,
  type Leased,
  type LeaseFlaw,
  type LeaseOptions,
  newThread,
  type Range,
  recordsIn,
  SINKS,
  type Thread,
  UNIT,
} from './lease-state.ts'

/** `ring/producer.ts`, and `lifecycle/thread-host.ts`, which deposes the first thread: once, at any moment. */
export function mainSteps(from: Leased, options: LeaseOptions, step: AddStep): void {
  const { main } = from
  if (main.pc !== 'idle') {
    if (main.pc === 'revoke' && !canRevoke(from, options.flaw)) return
    step('main', main.pc, (s) => {
      run(s, options)
      if (s.main.pc === 'idle') s.main.seen = 0
    })
    return
  }
  if (main.logged < options.records && CAPACITY - ((from.write - from.read) >>> 0) >= UNIT) {
    // The bytes, WRITE and the cached READ are the matter of the other model.
    step('main', 'logs', (s) => {
      s.main.logged++
      s.write = (s.write + UNIT) | 0
      s.main.pc = 'look whether it is parked'
    })
  }
  const first = from.threads[0] as Thread
  if (main.stops > 0 && main.worker === 1) {
    step('request', 'asks the thread to stop', (s) => {
      s.main.stops--
      s.asked = true
      s.main.pc = 'look whether to rouse'
    })
  }
  if (main.worker !== 1 || from.takeOver !== 'none') return
  const begin = (takeOver: Leased['takeOver']): Change => {
    return (s) => {
      s.takeOver = takeOver
      s.main.pc = 'revoke'
      if (options.flaw !== 'reads the claims before it revokes') return
      for (const sink of SINKS) s.claimed[sink] = claimOf(s, sink, options.flaw)
    }
  }
  if (first.pc === 'dead') step('hears', 'hears that the thread has ended', begin('dead'))
  step('decision', 'gives the thread up, dead or not', begin('may wake'))
}

/** It waits for the end of a commit, but not for a thread that will never end it. */
function canRevoke({ leases, threads }: Leased, flaw: LeaseFlaw | null): boolean {
  const eager = flaw === 'revokes by a plain store' || flaw === 'does not wait for the end of a commit'
  return leases[0]?.state !== 'committing' || threads[0]?.pc === 'dead' || eager
}

function run(s: Leased, { flaw }: LeaseOptions): void {
  const { main } = s
  switch (main.pc) {
    case 'look whether it is parked': // producer publish(), thread-host wake(): load PARKED
      main.seen = s.parked
      main.pc = s.parked === 0 ? 'idle' : s.parked < 0 ? 'start' : 'rouse'
      return
    case 'look whether to rouse': // thread-host request(): none is started for it
      main.seen = s.parked
      main.pc = s.parked > 0 ? 'rouse' : 'idle'
      return
    case 'rouse': // thread-host #rouse(): CAS PARKED generation -> 0
      main.pc = s.parked === main.seen ? 'notify' : 'idle'
      if (s.parked === main.seen) s.parked = 0
      return
    case 'notify': // Atomics.notify: every sleeper, whatever its generation
      for (const thread of s.threads) {
        if (!thread.asleep) continue
        thread.asleep = false
        if (flaw === 'wakes one sleeper only, perhaps the deposed one') break
      }
      main.pc = 'idle'
      return
    case 'revoke': // LeaseWatch revoke(): CAS idle -> revoked; when its time is up committing -> revoked
      if (s.leases[0]?.state === 'committing') undo(s, flaw)
      ;(s.leases[0] as Lease).state = 'revoked'
      main.pc = 'take sink 0'
      return
    case 'take sink 0':
      takeSink(s, 0, flaw)
      main.pc = 'take sink 1'
      return
    case 'take sink 1':
      takeSink(s, 1, flaw)
      if (s.takeOver === 'may wake') s.failed = countFailed(s, flaw)
      main.pc = 'say that there is none'
      return
    case 'say that there is none': // thread-host #markDead(): PARKED = -generation
      s.parked = -main.worker
      main.seen = s.parked
      main.pc = 'start'
      return
    case 'start': // thread-host start(): CAS PARKED -generation -> 0
      main.pc = 'idle'
      if (s.parked !== main.seen) return
      s.parked = 0
      if (++main.worker > s.threads.length) s.wrong = 'a thread is started beside one that runs'
      else s.threads[main.worker - 1] = newThread('boot', s.read)
      return
    default:
      throw new Error(`no step "${main.pc}"`)
  }
}

/** ring/commit-image.ts restore() */
function undo(s: Leased, flaw: LeaseFlaw | null): void {
  const { read, ...before } = (s.leases[0] as Lease).image as Image
  if (flaw === 'keeps what a dead thread has committed by half') return
  if (s.read !== read && flaw !== 'undoes a commit although the ring has been freed') return
  Object.assign(s, structuredClone(before))
}

/** What was claimed and not acknowledged. A batch that was filtered out is acknowledged by nobody, and freed. */
function claimOf(s: Leased, sink: number, flaw: LeaseFlaw | null): Range {
  const acknowledged = s.acknowledged[sink] as number
  const from = flaw === 'counts what is freed as in doubt' ? acknowledged : later(acknowledged, s.read)
  return [from, later(from, s.leases[0]?.claims[sink] as number)]
}

/** ring/take-over.ts: of one sink. Only the claim is a word that the old thread may still write to. */
function takeSink(s: Leased, sink: number, flaw: LeaseFlaw | null): void {
  if (flaw !== 'reads the claims before it revokes') s.claimed[sink] = claimOf(s, sink, flaw)
  const claimed = s.claimed[sink] as Range
  if (s.takeOver === 'may wake' && flaw !== 'offers again what a thread that may wake has claimed') {
    if (flaw !== 'does not count what is in doubt') s.inDoubt[sink] = recordsIn(claimed)
    if (flaw !== 'counts what is in doubt and offers it again') s.acknowledged[sink] = claimed[1]
  }
  if (s.takeOver === 'dead' && flaw === 'gives up the claims of a dead thread')
    s.acknowledged[sink] = claimed[1]
  if (flaw !== 'keeps what was accepted as pending') s.pending[sink] = 0
}

/** ring/take-over.ts: the sinks may have different records in doubt. */
function countFailed({ claimed, read, write }: Leased, flaw: LeaseFlaw | null): number {
  if (flaw === 'counts as failed only what one sink has in doubt') return Math.max(...claimed.map(recordsIn))
  let failed = 0
  for (let at = read; at !== write; at = (at + UNIT) | 0) {
    if (claimed.some((range) => isWithin(at, range))) failed++
  }
  return failed
}
