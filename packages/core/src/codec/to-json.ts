import { apply, getPrototypeOf, hasOwn, isArray, isProxy, ObjectPrototype } from './intrinsics.ts'
import { threw } from './placeholders.ts'

/** Beyond this a chain of prototypes is one that a Proxy makes up. */
export const MAX_CHAIN = 64

/** `Object.prototype` of any realm. */
export function isRoot(prototype: object, above: object | null): boolean {
  return prototype === ObjectPrototype || (above === null && hasOwn(prototype, 'hasOwnProperty'))
}

/** What its `toJSON` makes of a value, before anything else of it is read; the value itself when it has none. */
export function jsonOf(value: object): unknown {
  let method: unknown
  try {
    method = (value as { toJSON?: unknown }).toJSON
  } catch {
    // A getter: it costs its own field.
    return value
  }
  return method === undefined ? value : callToJson(value, method)
}

/**
 * Calls the `toJSON` that was read from a value, as `JSON.stringify` does: own or inherited, enumerable or not,
 * given by the traps of a Proxy. Gives the value itself where there is nothing to call.
 */
export function callToJson(value: object, method: unknown): unknown {
  if (typeof method !== 'function') return value
  try {
    return isMeant(value, method) ? apply(method, value, ['']) : value
  } catch (error) {
    return threw(error)
  }
}

/** One on Object.prototype or Array.prototype is somebody's pollution: it would stand for every record. */
function isMeant(value: object, method: unknown): boolean {
  if (isProxy(value)) return method !== (ObjectPrototype as { toJSON?: unknown }).toJSON
  let p: object | null = value
  for (let i = 0; p !== null && i < MAX_CHAIN; i++) {
    const above = getPrototypeOf(p) as object | null
    // Array.prototype is a list itself, in every realm.
    if (i > 0 && (isRoot(p, above) || isArray(p))) return false
    if (hasOwn(p, 'toJSON')) return true
    p = above
  }
  return false
}
