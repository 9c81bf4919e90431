/** A pipeline as the end of the process sees it. */
export interface ExitDrain {
  /** Hands everything to the thread and wakes it; starts one where there is none. `deadline`: `performance.now()`. */
  beginExit(deadline: number): void
  /** Pushes what waits outside the queue. Null: all is written. Else a token for `awaitProgress`. */
  continueExit(): number | null
  /** Blocks until the thread has got further since the token was given, `ms` at most. */
  awaitProgress(token: number, ms: number): void
  /** The deadline has passed. */
  giveUpExit(): void
}

/** A slice of the wait: bounds what a missed notification costs, and how long one pipeline hides another. */
const SLICE_MS = 50
const SHARED_SLICE_MS = 5

/**
 * Blocks this thread until all pipelines are empty or have had their time. All are set going before the
 * first is waited for: one that is stuck must not use up the time of the others.
 */
export function drainTogether<Drain extends ExitDrain>(
  drains: readonly Drain[],
  deadlineOf: (drain: Drain) => number,
): void {
  for (const drain of drains) drain.beginExit(deadlineOf(drain))
  let open = drains
  while (open.length > 0) {
    const left: Drain[] = []
    let token = 0
    for (const drain of open) {
      const seen = drain.continueExit()
      if (seen === null) continue
      if (performance.now() >= deadlineOf(drain)) drain.giveUpExit()
      else if (left.push(drain) === 1) token = seen
    }
    open = left
    const [first] = left
    if (first === undefined) return
    const most = left.length === 1 ? SLICE_MS : SHARED_SLICE_MS
    first.awaitProgress(token, Math.min(most, Math.max(0, deadlineOf(first) - performance.now())))
  }
}
