import type { RunningScope } from './shared-state.ts'

// On the request itself, not in a WeakMap, which makes garbage collection dearer with every open request.
const KEY: unique symbol = Symbol.for('fapilog.request.scope.1') as never

type Handle = { [KEY]?: RunningScope }

export function markHandle(handle: object, scope: RunningScope): void {
  try {
    ;(handle as Handle)[KEY] = scope
  } catch {
    // Frozen, or a hostile Proxy: it is found by AsyncLocalStorage all the same.
  }
}

export function scopeOfHandle(handle: object): RunningScope | null {
  try {
    return (handle as Handle)[KEY] ?? null
  } catch {
    return null
  }
}
