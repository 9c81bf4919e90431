export const UNIT = 8
export const CAPACITY = 16

export const LEASE_FLAWS = [
  'writes without claiming',
  'claims before it says how far',
  'writes after a failed claim',
  'releases by a plain store',
  'gives the lease back before it releases',
  'parks by plain stores of one bit',
  'announces whatever the word says',
  'lets a deposed thread clear the word when it wakes',
  'wakes one sleeper only, perhaps the deposed one',
  'revokes without compare and exchange',
  'starts at the read position in any case',
  'starts beyond what is in doubt without releasing it',
  'reads the claim before it revokes',
] as const
export type LeaseFlaw = (typeof LEASE_FLAWS)[number]

export interface Lease {
  state: 'idle' | 'writing' | 'revoked'
  claimEnd: number
}

export interface Reader {
  pc: string
  read: number
  write: number
  /** The end of the batch in hand, and its records. */
  end: number
  taken: number[]
  seen: number
  asleep: boolean
}

export interface TakeOver {
  pc: string
  found: Lease['state']
  claimEnd: number
  readSeen: number
  from: number
}

export interface Leased {
  write: number
  read: number
  parked: number
  readonly slots: number[]
  readonly producer: { pc: string; logged: number; position: number; readSeen: number; seen: number }
  readonly leases: Lease[]
  readonly readers: Reader[]
  readonly takeOver: TakeOver
  /** How often each record is at the sink, and whether it may be there twice or not at all. */
  readonly written: number[]
  readonly doubtful: boolean[]
  wrong: string | null
}

export interface LeaseOptions {
  readonly start: number
  readonly records: number
  readonly flaw: LeaseFlaw | null
}

export type Change = (to: Leased) => void
export type AddStep = (actor: string, name: string, change: Change) => void

export const slotAt = (position: number): number => (position & (CAPACITY - 1)) / UNIT
/** The number of the record at a position, from 1 on. */
export const recordAt = (position: number, start: number): number => ((position - start) >>> 0) / UNIT + 1

export function clone(state: Leased): Leased {
  return {
    ...state,
    slots: state.slots.slice(),
    producer: { ...state.producer },
    leases: state.leases.map((lease) => ({ ...lease })),
    readers: state.readers.map((reader) => ({ ...reader, taken: reader.taken.slice() })),
    takeOver: { ...state.takeOver },
    written: state.written.slice(),
    doubtful: state.doubtful.slice(),
  }
}

/** Atomics.notify on the parked word: every sleeper, whatever its generation. */
export function notify(s: Leased, flaw: LeaseFlaw | null): void {
  for (const reader of s.readers) {
    if (!reader.asleep) continue
    reader.asleep = false
    if (flaw === 'wakes one sleeper only, perhaps the deposed one') return
  }
}
