export type Policy = 'drop' | 'block' | 'await'
export const POLICIES: readonly Policy[] = ['drop', 'block', 'await']

/** One run of `programs/conserve.ts`, given to it as JSON. */
export interface RunOptions {
  readonly policy: Policy
  readonly count: number
  readonly seed: number
  /** Where the positions of the queue begin. */
  readonly start: number
  /** A queue of a few KiB, pauses at random, and drains in between: each ends the thread, and the next call starts another. */
  readonly restless: boolean
}

/** The largest text that neither the record nor the printed line cuts. */
export const maxBytesOf = ({ restless }: RunOptions): number => (restless ? 1200 : 54_000)
