import { isAnyArrayBuffer, isDate, isMap, isRegExp, isSet, isTypedArray } from 'node:util/types'
import { FapilogError } from '../errors/fapilog-error.ts'
import { attempt, isPlain, joinKey, readKey } from './read-plain.ts'

const MAX_DEPTH = 32

/**
 * A copy of a sink's options that can go to the dedicated thread. What would arrive there as something else than it was
 * is refused, not only what cannot be copied at all: an instance of a class would come without its methods.
 * Throws FAPILOG_E_CONFIG naming the key.
 */
export const copyOptions = (input: unknown, path: string, depth = 0): unknown => {
  if (typeof input === 'function') throw refuse(path, 'not a function', input)
  if (typeof input === 'symbol') throw refuse(path, 'not a symbol', input)
  if (typeof input !== 'object' || input === null) return input
  if (depth > MAX_DEPTH) throw refuse(path, `not nested more than ${MAX_DEPTH} deep`, input)
  const nested = (value: unknown, key: string): unknown => copyOptions(value, joinKey(path, key), depth + 1)
  if (attempt(path, () => Array.isArray(input))) {
    return Array.from(input as readonly unknown[], (value: unknown, index) => nested(value, String(index)))
  }
  if (isMap(input)) {
    return new Map([...input].map(([key, value]) => [nested(key, 'key'), nested(value, String(key))]))
  }
  if (isSet(input)) return new Set([...input].map((value, index) => nested(value, String(index))))
  // Memory that is shared stays shared.
  if (isDate(input) || isRegExp(input) || isAnyArrayBuffer(input) || isTypedArray(input))
    return structuredClone(input)
  if (!attempt(path, () => isPlain(input))) throw refuse(path, `not ${describe(input)}`, input)
  const keys = attempt(path, () => Object.keys(input))
  return Object.fromEntries(keys.map((key) => [key, nested(readKey(input, key, joinKey(path, key)), key)]))
}

const describe = (input: object): string => {
  const made: unknown = (input as { readonly constructor?: { readonly name?: unknown } }).constructor?.name
  return typeof made === 'string' && made !== '' ? `an instance of ${made}` : 'an instance of a class'
}

const refuse = (key: string, not: string, value: unknown): FapilogError =>
  new FapilogError(
    'FAPILOG_E_CONFIG',
    `${key} must be plain data, which can be copied to the dedicated thread, ${not}; make it in the sink's module`,
    { key, value, origin: 'code' },
  )
