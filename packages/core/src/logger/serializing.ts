import { isNativeError, isProxy } from '../codec/intrinsics.ts'
import { threw } from '../codec/placeholders.ts'
import type { ReadCall } from '../codec/call.ts'
import type { RecordSource } from '../codec/record-encoder.ts'
import type { Producer } from '../ring/producer.ts'
import type { Waiters } from './late-producer.ts'

/** Turns the value under its key into what is printed. */
export type Serializers = Readonly<Record<string, (value: unknown) => unknown>>

/** The same fields where no key has a serializer; otherwise new ones: the caller's object stays as it is. Never throws. */
export function serialized(fields: unknown, serializers: Serializers): unknown {
  if (typeof fields !== 'object' || fields === null) return fields
  try {
    if (isNativeError(fields) || isProxy(fields)) return fields
    const keys = Object.keys(fields)
    if (!keys.some((key) => key in serializers)) return fields
    const turned = Object.create(null) as Record<string, unknown>
    for (const key of keys) turned[key] = turn(fields, key, serializers[key])
    return turned
  } catch (error) {
    return { value: threw(error) }
  }
}

function turn(fields: object, key: string, serializer: ((value: unknown) => unknown) | undefined): unknown {
  try {
    const value = (fields as Readonly<Record<string, unknown>>)[key]
    return serializer === undefined ? value : serializer(value)
  } catch (error) {
    return threw(error)
  }
}

/**
 * What a logger with an `err` serializer was called with, where that is an error alone: pino's `{ err }`, with its message. Who
 * hides something by such a serializer relies on it. Null: there is no error. Never throws.
 */
function asPinosError(args: readonly unknown[], serializers: Serializers): readonly unknown[] | null {
  const error = args.find((value) => isNativeError(value))
  if (error === undefined) return null
  const others = args.filter((value) => value !== error && value !== undefined)
  const text = others.findIndex((value) => typeof value === 'string')
  const [message] = text < 0 || text > 1 ? [messageOf(error)] : others.splice(text, 1)
  const at = others.findIndex(isPlain)
  const [fields] = at < 0 ? [] : others.splice(at, 1)
  return [
    message,
    { ...copied(serialized(fields, serializers)), err: turn({ err: error }, 'err', serializers['err']) },
    ...others,
  ]
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || isProxy(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** Getters run in here. */
function copied(fields: unknown): object {
  try {
    return { ...(fields as object | undefined) }
  } catch (error) {
    return { value: threw(error) }
  }
}

function messageOf(error: unknown): string {
  try {
    const { message } = error as { readonly message?: unknown }
    return typeof message === 'string' ? message : ''
  } catch {
    return ''
  }
}

/** For loggers with serializers: what the application passes goes through them before it is encoded. */
export function serializingProducer(producer: Producer, serializers: Serializers): Producer {
  return { ...producer, ...serializing(producer, serializers) }
}

export function serializingWaiters(waiters: Waiters, serializers: Serializers): Waiters {
  return serializing(waiters, serializers)
}

interface Logging<Result> {
  log(source: RecordSource, level: number, a: unknown, b: unknown, c: unknown): Result
  logArguments(source: RecordSource, level: number, args: ArrayLike<unknown>, read?: ReadCall): Result
}

function serializing<Result>(inner: Logging<Result>, serializers: Serializers): Logging<Result> {
  const turned = (value: unknown): unknown => serialized(value, serializers)
  const hasErr = 'err' in serializers
  return {
    log(source, level, a, b, c) {
      const ofError = hasErr ? asPinosError([a, b, c], serializers) : null
      return ofError === null
        ? inner.log(source, level, turned(a), turned(b), turned(c))
        : inner.logArguments(source, level, ofError)
    },
    logArguments(source, level, args, read) {
      const all = Array.from(args)
      const ofError = hasErr ? asPinosError(all, serializers) : null
      return ofError === null
        ? inner.logArguments(source, level, all.map(turned), read)
        : inner.logArguments(source, level, ofError)
    },
  }
}
