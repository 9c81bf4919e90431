/** How much of everything: `full` for figures, `quick` to see that the suite works. */
export interface Sizes {
  readonly rounds: number
  readonly processes: number
  readonly warmUp: number
  readonly burst: number
  readonly bursts: number
  readonly pacedSeconds: number
  /** At least so many, however slow the pace. */
  readonly pacedCalls: number
  readonly idleCalls: number
  readonly sustained: number
  readonly memory: number
  readonly idleMs: number
  /** Seconds of load on an application with an event loop. */
  readonly loadSeconds: number
  /** For how long the stalling destination takes nothing. */
  readonly stallMs: number
  readonly exitLines: number
}

export const FULL: Sizes = {
  rounds: 5,
  processes: 9,
  warmUp: 100_000,
  burst: 20_000,
  bursts: 3,
  pacedSeconds: 0.4,
  pacedCalls: 2_000,
  idleCalls: 120,
  sustained: 100_000,
  memory: 100_000,
  idleMs: 60_000,
  loadSeconds: 5,
  stallMs: 5_000,
  exitLines: 5_000,
}

export const QUICK: Sizes = {
  rounds: 1,
  processes: 1,
  warmUp: 1_000,
  burst: 1_000,
  bursts: 2,
  pacedSeconds: 0.01,
  pacedCalls: 20,
  idleCalls: 1,
  sustained: 4_000,
  memory: 4_000,
  idleMs: 200,
  loadSeconds: 0.2,
  stallMs: 300,
  exitLines: 500,
}
