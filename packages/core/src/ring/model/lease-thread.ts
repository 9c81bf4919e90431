import {
  type AddStep,
  isBefore,
  LATE_SINK,
  later,
  type Lease,
  type Leased,
  type LeaseFlaw,
  type LeaseOptions,
  type Range,
  SINKS,
  type Thread,
  UNIT,
  writeTo,
} from './lease-state.ts'
import { commitPcs, runCommit } from './lease-commit.ts'
import { parkPcs, runPark } from './lease-park.ts'
import { afterEmptyLook, giveUp, goAway, serve } from './lease-turn.ts'

/** The most records of one batch. */
const BATCH = 2
const AWAY = new Set(['not started', 'gone', 'left', 'dead'])

/** The steps of one generation, of its late sink, and its end, which may come at any moment. */
export function threadSteps(from: Leased, at: number, options: LeaseOptions, step: AddStep): void {
  const thread = from.threads[at] as Thread
  const { pc, current, landed } = thread
  const mine = (actor: string, name: string, change: (s: Leased, self: Thread) => void): void => {
    step(actor, `${at + 1} ${name}`, (s) => change(s, s.threads[at] as Thread))
  }
  // Whatever becomes of the thread: the bytes are on their way.
  if (current !== null && !landed) {
    mine('sink', 'has written', (s, self) => {
      writeTo(s, LATE_SINK, current, options.start | 0)
      if (AWAY.has(pc)) self.current = null
      else self.landed = true
    })
  }
  if (AWAY.has(pc)) return
  const actor = `thread ${at + 1}`
  if (landed && (pc === 'refresh' || pc === 'asleep')) {
    mine(actor, 'hears that the late sink has written', (s, self) => {
      self.back = pc
      self.sink = LATE_SINK
      self.hand = current as Range
      self.pc = 'account'
      runCommit(s, self, at, options)
    })
  }
  if (pc !== 'asleep' || !thread.asleep) mine(actor, pc, (s, self) => run(s, self, at, options))
  if (at === 0 && from.leases[0]?.state !== 'revoked') {
    mine('death', `ends at "${pc}"`, (_, self) => goAway(self, 'dead'))
  }
}

function run(s: Leased, self: Thread, at: number, options: LeaseOptions): void {
  const { flaw } = options
  const own = s.leases[at] as Lease
  if (commitPcs.has(self.pc)) return runCommit(s, self, at, options)
  if (parkPcs.has(self.pc)) return runPark(s, self, at, options)
  switch (self.pc) {
    case 'boot': // consumer and Replay: load READ and what each sink has acknowledged
      self.position = s.read
      self.released = s.read
      self.ahead = s.acknowledged.map((acknowledged) => later(acknowledged, s.read))
      if (flaw === 'offers every sink what is not freed') self.ahead = SINKS.map(() => s.read)
      self.pc = 'top'
      return
    case 'top': // thread-loop runLoop(): pipeline.deposed, takeRequests()
      self.stopping = s.asked && at === 0
      if (own.state === 'revoked') goAway(self, 'gone')
      else self.pc = 'refresh'
      return
    case 'refresh': // consumer refresh(), and pipeline turn() up to its commit. A nap before it goes without a step
      if (s.write === self.position) self.pc = afterEmptyLook(self)
      else {
        self.hand = [self.position, endOfBatch(s, self, flaw)]
        self.pc = 'accept'
      }
      return
    case 'claim': // Lease claim(): store CLAIM
      own.claims[self.sink] = self.hand[1]
      self.pc = flaw === 'claims after it has looked at the lease' ? 'write' : 'look at the lease'
      if (flaw === 'writes without a look at the lease') self.pc = 'write'
      return
    case 'look at the lease': // Lease claim(): load STATE
      if (own.state === 'revoked') giveUp(self)
      else self.pc = flaw === 'claims after it has looked at the lease' ? 'claim' : 'write'
      return
    case 'write': // sink-runner #call()
      if (self.sink === LATE_SINK) {
        self.current = self.hand
        self.landed = false
        self.sink++
        serve(self, flaw)
        return
      }
      writeTo(s, self.sink, self.hand, options.start | 0)
      if (flaw !== 'acknowledges before it writes') self.pc = 'account'
      else {
        self.sink++
        serve(self, flaw)
      }
      return
    default:
      throw new Error(`no step "${self.pc}"`)
  }
}

/** Replay room(): a batch ends where the next sink joins in. */
function endOfBatch(s: Leased, { position, ahead }: Thread, flaw: LeaseFlaw | null): number {
  let end = (position + BATCH * UNIT) | 0
  if (isBefore(s.write, end)) end = s.write
  if (flaw === 'lets a batch go past where a sink joins in') return end
  for (const joins of ahead) if (isBefore(position, joins) && isBefore(joins, end)) end = joins
  return end
}
