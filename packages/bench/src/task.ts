import type { Samples } from './measurement.ts'
import type { SubjectName, SubjectOptions } from './subjects/subject.ts'

export type ProgramName =
  | 'call-cost'
  | 'paced'
  | 'after-idle'
  | 'lag'
  | 'burst'
  | 'sustained'
  | 'application'
  | 'memory'
  | 'idle-cpu'
  | 'start-up'
  | 'exit'

/** What the call sites look like. `error`: each call builds and passes an Error. `disabled`: below the level. */
export type Calls = 'many-sites' | 'one-site' | 'error' | 'disabled' | 'awaited'

/** How a process of the program `exit` ends. */
export type Ending = 'natural end' | 'process.exit' | 'throw' | 'SIGTERM'

/** What a child process is asked to do. Everything in it survives JSON. */
export interface Task {
  readonly program: ProgramName
  readonly subject: SubjectName
  readonly options: SubjectOptions
  readonly calls: Calls
  /** Calls before the first measured one. */
  readonly warmUp: number
  /** Calls of one burst, or of one block where the program has no bursts. */
  readonly count: number
  /** Bursts of one block. */
  readonly bursts: number
  /** Calls a second, for the paced programs. */
  readonly rate: number
  /** How long one block of `after-idle` and `idle-cpu` does nothing. */
  readonly idleMs: number
  readonly ending: Ending
}

/** What runs in the child. Measured work happens in `block` only. */
export interface Program {
  block(): Promise<Samples>
  /** Calls so far that are to become a line, the warm-up's too. */
  made(): number
  /** Ends the subject; how many submitted records it says it lost, null when it does not count. */
  close(): Promise<number | null>
}

export type ParentMessage = { readonly kind: 'block' } | { readonly kind: 'close' }

export type ChildMessage =
  | { readonly kind: 'ready'; readonly made: number }
  | { readonly kind: 'samples'; readonly samples: Samples; readonly made: number }
  | { readonly kind: 'closed'; readonly lost: number | null }
  | { readonly kind: 'failed'; readonly why: string }
