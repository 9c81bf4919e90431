import type { Batch, SinkMethods } from '../sinks/sink.ts'

/** What came of a write: null when all was written. */
export type Outcome = WriteFailure | null

export interface WriteFailure {
  readonly error: unknown
  /** Leading lines that got through all the same. */
  readonly written: number
}

/** Calls user code, and lets nothing that it throws or returns get further than its outcome. Never rejects. */
export function callWrite(sink: SinkMethods, batch: Batch): Outcome | Promise<Outcome> {
  const failure = (error: unknown): WriteFailure => ({ error, written: writtenOf(error, batch.count) })
  try {
    const result: unknown = sink.write(batch)
    if (result === undefined || !isThenable(result)) return null
    // Not Promise.resolve(), which gives a promise back as it is: with whatever `then` it has been given.
    return new Promise((resolve) => resolve(result)).then(() => null, failure)
  } catch (error) {
    return failure(error)
  }
}

/** Resolves true unless `call` has not settled after `timeoutMs`. Rejects as it does. */
export async function settlesWithin(call: () => unknown, timeoutMs: number): Promise<boolean> {
  const result = call()
  if (!isThenable(result)) return true
  if (timeoutMs === Number.POSITIVE_INFINITY) {
    await result
    return true
  }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, false)
  })
  const settled = new Promise((resolve) => resolve(result)).then(() => true)
  return Promise.race([settled, late]).finally(() => clearTimeout(timer))
}

/** Calls back when an answer is overdue. Does not keep the event loop alive, which inline is the application's. */
export function whenLate(timeoutMs: number, giveUp: () => void): NodeJS.Timeout {
  // When this thread was held up itself, the answer may lie there unread: timers come before I/O.
  return setTimeout(() => setImmediate(giveUp), timeoutMs).unref()
}

function isThenable(value: unknown): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  return typeof (value as { readonly then?: unknown }).then === 'function'
}

/** Told by `SinkWriteError`, and by any error of a user's sink that has a number there. */
function writtenOf(error: unknown, count: number): number {
  try {
    const written = (error as { readonly written?: unknown } | null | undefined)?.written
    return typeof written === 'number' && written > 0 ? Math.min(Math.floor(written), count) : 0
  } catch {
    return 0
  }
}
