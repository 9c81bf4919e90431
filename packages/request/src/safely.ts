/** Run-time errors of what the application passes in (predicates, getters) never reach it. */
export function safely<T>(fn: () => T, otherwise: T): T {
  try {
    return fn()
  } catch {
    return otherwise
  }
}
