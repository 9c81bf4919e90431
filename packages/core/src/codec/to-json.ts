import {
  apply,
  BufferPrototype,
  dateToJson,
  endsWith,
  functionText,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  isArray,
  isDate,
  isProxy,
  ObjectPrototype,
  UrlPrototype,
} from './intrinsics.ts'
import { threw } from './placeholders.ts'

/** Beyond this a chain of prototypes is one that a Proxy makes up. */
export const MAX_CHAIN = 64

/** `Object.prototype` of any realm. */
export function isRoot(prototype: object, above: object | null): boolean {
  return prototype === ObjectPrototype || (above === null && hasOwn(prototype, 'hasOwnProperty'))
}

/** A built-in of any realm. */
export function hasNativeConstructor(prototype: object): boolean {
  const constructor: unknown = getOwnPropertyDescriptor(prototype, 'constructor')?.value
  return typeof constructor === 'function' && isNative(constructor)
}

const isNative = (fn: object): boolean => endsWith(functionText(fn), '{ [native code] }')

/**
 * What its `toJSON` makes of a value, before anything else of it is read: own or inherited, enumerable or not,
 * given by the traps of a Proxy. The value itself where there is nothing to call. `JSON.stringify` passes the
 * key of the value, this an empty one.
 */
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

function callToJson(value: object, method: unknown): unknown {
  // That of every date, told soon.
  if (method === dateToJson || typeof method !== 'function') return value
  try {
    return isMeant(value, method) ? apply(method, value, ['']) : value
  } catch (error) {
    return threw(error)
  }
}

const isUsers = (prototype: object): boolean =>
  // Node writes these two in JavaScript.
  prototype !== UrlPrototype && prototype !== BufferPrototype && !hasNativeConstructor(prototype)

/** One that somebody put on the prototype of a built-in is pollution: it would stand for every record. */
function isMeant(value: object, method: object): boolean {
  if (isProxy(value)) return method !== (ObjectPrototype as { toJSON?: unknown }).toJSON
  let p: object | null = value
  for (let i = 0; p !== null && i < MAX_CHAIN; i++) {
    const above = getPrototypeOf(p) as object | null
    // Array.prototype is a list itself, in every realm.
    if (i > 0 && (isRoot(p, above) || isArray(p))) return false
    if (hasOwn(p, 'toJSON')) return i === 0 || isUsers(p) || (isNative(method) && !isDate(value))
    p = above
  }
  return false
}
