import { isAnyArrayBuffer, isDate, isMap, isRegExp, isSet, isTypedArray } from 'node:util/types'
import { forThread, type ResolvedConfig } from './resolved-config.ts'

/** Whether two configurations ask for the same. Contexts are compared field by field, by identity: they hold objects of the application. */
export const sameConfig = (a: ResolvedConfig, b: ResolvedConfig): boolean =>
  same(forThread(a), forThread(b)) && sameFields({ ...a.context }, { ...b.context }, Object.is)

type Compare = (a: unknown, b: unknown) => boolean

/** Copies of equal settings are the same; the options of sinks may hold whatever `copyOptions` lets through. */
const same: Compare = (a, b) => {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return false
  if (isMap(a) || isSet(a)) return same([...a], [...(b as typeof a)])
  if (isDate(a)) return a.getTime() === (b as Date).getTime()
  if (isRegExp(a)) return String(a) === String(b as RegExp)
  // Memory may be shared: only the same one is the same.
  if (isTypedArray(a) || isAnyArrayBuffer(a)) return false
  return sameFields(a, b, same)
}

const sameFields = (a: object, b: object, compare: Compare): boolean => {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) &&
      compare((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  )
}
