import { types } from 'node:util'

/** Turns the value under its key into what is printed. */
export type Serializer = (value: unknown) => unknown

export type Serializers = Readonly<Record<string, Serializer>>

/** Serializers by pino's symbol, as Fastify hands them on, beside those by name; null for none. */
export function readSerializers(given: unknown): Serializers | null {
  if (typeof given !== 'object' || given === null) return null
  const found = Object.create(null) as Record<string, Serializer>
  let some = false
  // Fastify chains those of a plugin to those of its parent by prototype: `in`, not own keys only.
  for (const key in given) {
    const serializer = (given as Readonly<Record<string, unknown>>)[key]
    if (typeof serializer !== 'function') continue
    found[key] = serializer as Serializer
    some = true
  }
  return some ? found : null
}

export function mergeSerializers(outer: Serializers | null, inner: Serializers | null): Serializers | null {
  if (outer === null || inner === null) return inner ?? outer
  return Object.assign(Object.create(null) as Record<string, Serializer>, outer, inner)
}

/** What prints errors instead of us: the application's `err` serializer; undefined: none. Never throws. */
export function errorPrinter(serializers: Serializers | null): Serializer | undefined {
  const err = serializers?.['err']
  return err === undefined ? undefined : (error) => turn({ err: error }, 'err', err)
}

/**
 * The fields with the values under the serializers' keys turned, or the same object when it has none of the keys. A
 * live request must not get past this point: it drags its socket and every header along. An error is its own field `err`
 * where that is turned, as in pino. Never throws; the object of the caller stays as it is.
 */
export function serialized(fields: unknown, serializers: Serializers | null): unknown {
  if (serializers === null || typeof fields !== 'object' || fields === null) return fields
  try {
    if (types.isProxy(fields)) return fields
    const { err } = serializers
    if (err !== undefined && isError(fields)) return { err: turn({ err: fields }, 'err', err) }
    if (types.isNativeError(fields)) return fields
    let has = false
    for (const key in serializers) has ||= Object.hasOwn(fields, key)
    if (!has) return fields
    const turned: Record<string, unknown> = {}
    for (const key of Object.keys(fields)) turned[key] = turn(fields, key, serializers[key])
    return turned
  } catch {
    return { fields: '[unreadable]' }
  }
}

function turn(fields: object, key: string, serializer: Serializer | undefined): unknown {
  try {
    const value = (fields as Readonly<Record<string, unknown>>)[key]
    return serializer === undefined ? value : serializer(value)
  } catch (error) {
    return `[${serializer === undefined ? 'a getter' : 'the serializer'} threw: ${messageOf(error)}]`
  }
}

/** Fastify's own are no native ones. */
const isError = (value: object): value is Error => types.isNativeError(value) || value instanceof Error

/** The message of the line: pino's for an error that comes without one is the error's. */
export function messageBeside(first: unknown, given: unknown): unknown {
  if (given !== undefined || typeof first !== 'object' || first === null || types.isProxy(first)) return given
  try {
    return isError(first) ? first.message : given
  } catch {
    return given
  }
}

const messageOf = (error: unknown): string => (types.isNativeError(error) ? error.message : typeof error)
