import { FapilogError } from '../errors/fapilog-error.ts'

/** A copy of a plain object: no prototype, own data properties only. */
export type PlainRecord = Record<string, unknown>

// Settings are four levels deep and name at most 32 sinks; one more than that shows that there are too many.
const maxDepth = 4
const maxItems = 33
// What stands in the copy for anything that is not plain data, so that nobody looks into it again.
const anObject = Object.freeze({})
const aFunction = Object.freeze(() => {})

const attempt = <T>(key: string, read: () => T): T => {
  try {
    return read()
  } catch (cause) {
    const what = key === '' ? 'The settings' : key
    throw new FapilogError('FAPILOG_E_CONFIG', `${what} threw an error when it was read`, {
      key: key === '' ? undefined : key,
      origin: 'code',
      cause,
    })
  }
}

/** Of any realm: an inherited key would be ignored silently, so an object that may inherit some is not plain. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype) return true
  return (
    typeof prototype === 'object' &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  )
}

export const isRecord = (value: unknown): value is PlainRecord =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null

/** For objects that inherit from Object.prototype, where somebody may have put a `level`. */
export const own = <T extends object, K extends keyof T>(record: T | undefined, key: K): T[K] | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined

export const joinKey = (parent: string, key: string): string => (parent === '' ? key : `${parent}.${key}`)

const copyKeys = (
  input: object,
  path: string,
  copyValue: (value: unknown, key: string) => unknown,
): PlainRecord => {
  const record = Object.create(null) as PlainRecord
  for (const key of attempt(path, () => Object.keys(input))) {
    const keyPath = joinKey(path, key)
    const value = attempt(keyPath, () => (input as PlainRecord)[key])
    record[key] = copyValue(value, keyPath)
  }
  return record
}

const copy = (input: unknown, path: string, depth: number): unknown => {
  if (typeof input === 'function') return aFunction
  if (typeof input !== 'object' || input === null) return input
  if (depth > maxDepth) return anObject
  if (attempt(path, () => Array.isArray(input))) {
    const list = input as readonly unknown[]
    const length = attempt(path, () => Math.min(list.length, maxItems))
    return Array.from({ length }, (_, index) => {
      const itemPath = joinKey(path, String(index))
      return copy(
        attempt(itemPath, () => list[index]),
        itemPath,
        depth + 1,
      )
    })
  }
  if (!attempt(path, () => isPlain(input))) return anObject
  // Bound fields are the application's own objects: only the object that holds them is ours to copy.
  const copyValue = path === 'context' ? keep : (value: unknown, key: string) => copy(value, key, depth + 1)
  return copyKeys(input, path, copyValue)
}

const keep = (value: unknown): unknown => value

/**
 * Settings as data: each property is read once, getters that throw become a `FapilogError` that names the
 * key, and what comes after works on a copy that nobody else holds. `__proto__` is a key like any other.
 */
export const copySettings = (settings: unknown): unknown =>
  copy(settings === undefined ? Object.create(null) : settings, '', 0)
