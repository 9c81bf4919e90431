import { isSharedArrayBuffer } from 'node:util/types'
import { copyOptions } from './copy-options.ts'
import { attempt, isPlain, joinKey, readKey } from './read-plain.ts'

/** A copy of a plain object: no prototype, own data properties only. */
export type PlainRecord = Record<string, unknown>

// Settings are four levels deep and name at most 32 sinks; one more than that shows that there are too many.
const maxDepth = 4
const maxItems = 33
// What stands in the copy for anything that is not plain data, so that nobody looks into it again.
const anObject = Object.freeze({})
const aFunction = Object.freeze(() => {})

export const isRecord = (value: unknown): value is PlainRecord =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null

/** For objects that inherit from Object.prototype, where somebody may have put a `level`. */
export const own = <T extends object, K extends keyof T>(record: T | undefined, key: K): T[K] | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined

const copyKeys = (
  input: object,
  path: string,
  copyValue: (value: unknown, key: string) => unknown,
): PlainRecord => {
  const record = Object.create(null) as PlainRecord
  for (const key of attempt(path, () => Object.keys(input))) {
    const keyPath = joinKey(path, key)
    record[key] = copyValue(readKey(input, key, keyPath), keyPath)
  }
  return record
}

const ofSink = /^sinks\.\d+\.(options|module|base|buffer)$/

/** What of a sink's settings is no plain data. Undefined: it is, or is to be treated as if it were. */
const copySinkValue = (input: unknown, path: string): unknown => {
  const option = ofSink.exec(path)?.[1]
  if (option === 'options') return copyOptions(input, path)
  if (option === 'buffer') return isSharedArrayBuffer(input) ? input : undefined
  if (option === undefined || Object.prototype.toString.call(input) !== '[object URL]') return undefined
  return String(readKey(input as object, 'href', path))
}

const copy = (input: unknown, path: string, depth: number): unknown => {
  const ofItsOwnKind = copySinkValue(input, path)
  if (ofItsOwnKind !== undefined) return ofItsOwnKind
  if (typeof input === 'function') return aFunction
  if (path === 'thread' && typeof input === 'string')
    return Object.assign(Object.create(null) as PlainRecord, { mode: input })
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
