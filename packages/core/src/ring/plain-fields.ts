import { getPrototypeOf, ObjectPrototype } from '../codec/intrinsics.ts'

/** Whether the second argument of a call is nothing or a plain object: the usual call, encoded as it is. */
export function isPlainFields(value: unknown): value is object | undefined {
  if (value === undefined) return true
  if (typeof value !== 'object' || value === null) return false
  // A revoked Proxy throws here; the slow way expects that.
  try {
    const prototype: unknown = getPrototypeOf(value)
    return prototype === ObjectPrototype || prototype === null
  } catch {
    return false
  }
}
