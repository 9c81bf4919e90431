export const UNIT = 8
export const CAPACITY = 16
export const STATE = { none: 0, booting: 1, running: 2, stopped: 3, dead: 4 } as const

/** What can be wrong with the protocol: each must be found. */
export const FLAWS = [
  'publishes after looking whether the thread is parked',
  'takes one byte more than there is',
  'compares the read position as a signed number',
  'clears the parked word without notifying',
  'starts a thread without compare and exchange',
  'parks without looking again',
  'parks without looking for requests',
  'sleeps without comparing',
  'releases before it has read',
  'releases before the sinks have it',
  'never releases the last record',
  'reads while the write position is larger, as numbers',
  'takes what is published beyond what it saw',
  'stays announced after a late notification',
  'leaves without looking again',
  'goes on without compare and exchange',
  'has one word for every generation that is gone',
  'marks the next thread dead when it ends',
  'takes the end of a former thread for that of the present one',
  'starts nothing after a death with records left',
  'wakes the thread before its request can be seen',
] as const
export type Flaw = (typeof FLAWS)[number]

export interface Main {
  pc: string
  /** Where to go on after a wake or a start. */
  back: string
  /** Records logged so far. */
  logged: number
  /** Private copies: the producer's position, and the read position as last seen. */
  position: number
  readSeen: number
  /** The parked word as last seen. */
  seen: number
  /** Generation of the thread that the host holds; 0: none. */
  worker: number
  stops: number
  crashes: number
}

export interface Thread {
  pc: string
  /** Private: the position read up to, the write position and the control word as last seen. */
  read: number
  write: number
  controlSeen: number
  /** Records taken and not yet released, by number. */
  taken: number[]
  stopping: boolean
  asleep: boolean
  left: boolean
  /** A stop request lies in its port. */
  asked: boolean
}

export interface Handover {
  write: number
  read: number
  parked: number
  state: number
  control: number
  exiting: boolean
  /** The number of the record that each place of the ring holds. */
  readonly slots: number[]
  readonly main: Main
  /** By generation, from 1 on. */
  readonly threads: Thread[]
  /** Records at the sink, in order; and those that are released. */
  delivered: number
  released: number
  wrong: string | null
}

export interface HandoverOptions {
  readonly start: number
  readonly records: number
  /** How the process ends: it waits for the loop, or blocks in its exit drain. */
  readonly end: 'idle' | 'exit'
  readonly stops: number
  readonly crashes: number
  readonly flaw: Flaw | null
}

export const slotAt = (position: number): number => (position & (CAPACITY - 1)) / UNIT

export function clone(state: Handover): Handover {
  return {
    ...state,
    slots: state.slots.slice(),
    main: { ...state.main },
    threads: state.threads.map((thread) => ({ ...thread, taken: thread.taken.slice() })),
  }
}
