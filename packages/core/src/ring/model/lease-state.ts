export const UNIT = 8
export const CAPACITY = 16
/** Sink 0 writes at once. Sink 1 says so, and is done at any later time. */
export const SINKS = [0, 1] as const
export const LATE_SINK = 1

/** What can be wrong with the protocol: each must be found. */
export const LEASE_FLAWS = [
  'claims after it has looked at the lease',
  'writes without a look at the lease',
  'acknowledges before it writes',
  'commits without compare and exchange',
  'counts before the commit begins',
  'acknowledges after the commit has ended',
  'frees the ring after the commit has ended',
  'frees what a sink still writes',
  'revokes by a plain store',
  'does not wait for the end of a commit',
  'reads the claims before it revokes',
  'gives up the claims of a dead thread',
  'keeps what was accepted as pending',
  'offers again what a thread that may wake has claimed',
  'does not count what is in doubt',
  'counts what is in doubt and offers it again',
  'offers every sink what is not freed',
  'lets a batch go past where a sink joins in',
  'parks by a plain store',
  'clears the word when it wakes, whatever it says',
  'wakes one sleeper only, perhaps the deposed one',
  'parks only where no former generation is announced',
  'leaves by plain stores',
  'takes the ring back by the word alone',
  'keeps what a dead thread has committed by half',
  'undoes a commit although the ring has been freed',
  'counts what is freed as in doubt',
  'counts as failed only what one sink has in doubt',
] as const
export type LeaseFlaw = (typeof LEASE_FLAWS)[number]

export type Range = readonly [start: number, end: number]

export interface Lease {
  state: 'idle' | 'committing' | 'revoked'
  /** By sink: up to where it was claimed last. */
  readonly claims: number[]
  /** What the counters and words were when the last commit began. */
  image: Image | null
}

export interface Image {
  readonly read: number
  readonly acknowledged: readonly number[]
  readonly taken: number
  readonly pending: readonly number[]
  readonly delivered: readonly number[]
}

/** One generation. All of it is private, but for `asleep`. */
export interface Thread {
  pc: string
  /** Where to go on after a turn, or after the answer of the late sink. */
  back: string
  stopping: boolean
  asleep: boolean
  position: number
  released: number
  /** By sink: up to where it has everything, from the start. */
  ahead: readonly number[]
  /** What is in hand, and the sink that gets it. */
  hand: Range
  sink: number
  /** What the late sink is writing, whether that is where it should be, and what waits for it. */
  current: Range | null
  landed: boolean
  queued: Range | null
  /** The parked word as last seen. */
  seen: number
}

export interface Leased {
  write: number
  read: number
  parked: number
  readonly acknowledged: number[]
  readonly leases: Lease[]
  readonly threads: Thread[]
  /** Records that the first thread is to leave after: a request. */
  asked: boolean
  /** The producer, who is the host as well: JavaScript runs one thing at a time. */
  readonly main: { pc: string; logged: number; seen: number; worker: number; stops: number }
  /** How the first thread was deposed. */
  takeOver: 'none' | 'dead' | 'may wake'
  /** By sink: what it had claimed and not acknowledged then. */
  readonly claimed: Range[]
  taken: number
  readonly pending: number[]
  readonly delivered: number[]
  readonly inDoubt: number[]
  /** Records that some sink may not have. */
  failed: number
  /** By sink and record: how often it is there. */
  readonly written: number[][]
  wrong: string | null
}

export interface LeaseOptions {
  readonly start: number
  readonly records: number
  readonly stops: number
  readonly flaw: LeaseFlaw | null
}

export type Change = (to: Leased) => void
export type AddStep = (actor: string, name: string, change: Change) => void

export const recordsIn = ([start, end]: Range): number => ((end - start) >>> 0) / UNIT
export const isBefore = (a: number, b: number): boolean => ((a - b) | 0) < 0
export const later = (a: number, b: number): number => (isBefore(a, b) ? b : a)

export function clone(state: Leased): Leased {
  return {
    ...state,
    acknowledged: state.acknowledged.slice(),
    leases: state.leases.map((lease) => ({ ...lease, claims: lease.claims.slice() })),
    threads: state.threads.map((thread) => ({ ...thread })),
    main: { ...state.main },
    claimed: state.claimed.slice(),
    pending: state.pending.slice(),
    delivered: state.delivered.slice(),
    inDoubt: state.inDoubt.slice(),
    written: state.written.map((times) => times.slice()),
  }
}

export function newThread(pc: string, start: number): Thread {
  return {
    pc,
    back: '',
    stopping: false,
    asleep: false,
    position: start,
    released: start,
    ahead: SINKS.map(() => start),
    hand: [start, start],
    sink: 0,
    current: null,
    landed: false,
    queued: null,
    seen: 0,
  }
}

/** The sink has these: for the first time, unless a dead thread had claimed them. */
export function writeTo(s: Leased, sink: number, range: Range, start: number): void {
  const doubtful = s.claimed[sink] as Range
  for (let at = range[0]; at !== range[1]; at = (at + UNIT) | 0) {
    const record = recordsIn([start, at])
    const times = s.written[sink] as number[]
    times[record] = (times[record] ?? 0) + 1
    const mayDouble = s.takeOver === 'dead' && isWithin(at, doubtful)
    if ((times[record] as number) > 1 && !mayDouble) s.wrong = `sink ${sink} has record ${record + 1} twice`
  }
}

/** Sink and record, from 1 on, of the first before `end` that is neither there nor in doubt. */
export function firstLost(s: Leased, end: number, start: number): string | null {
  for (const sink of SINKS) {
    for (let at = start; at !== end; at = (at + UNIT) | 0) {
      const record = recordsIn([start, at])
      const inDoubt = s.takeOver === 'may wake' && isWithin(at, s.claimed[sink] as Range)
      if (s.written[sink]?.[record] === 0 && !inDoubt) return `sink ${sink} never gets record ${record + 1}`
    }
  }
  return null
}

export const isWithin = (at: number, [start, end]: Range): boolean =>
  !isBefore(at, start) && isBefore(at, end)
