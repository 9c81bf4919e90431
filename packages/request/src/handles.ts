import type { SyncLoggerFacade } from 'fapilog'

/** What the process needs to know of a request that runs. */
export interface RunningScope {
  /** What `addFields` collected; null when nothing was added. */
  readonly added: object | null
  readonly syncLogger: SyncLoggerFacade
  addFields(fields: object): void
  fail(error: unknown): void
}

// On the request itself, not in a WeakMap, which makes garbage collection dearer with every open request.
const KEY: unique symbol = Symbol.for('fapilog.request.scope.1') as never

type Handle = { [KEY]?: RunningScope; readonly raw?: Handle | null }

export function markHandle(handle: object, scope: RunningScope): void {
  try {
    ;(handle as Handle)[KEY] = scope
  } catch {
    // Frozen, or a hostile Proxy: it is found by AsyncLocalStorage all the same.
  }
}

/** Frameworks that have objects of their own keep Node's in `raw`. */
export function scopeOfHandle(handle: object): RunningScope | null {
  try {
    const { [KEY]: scope, raw } = handle as Handle
    return scope ?? raw?.[KEY] ?? null
  } catch {
    return null
  }
}
