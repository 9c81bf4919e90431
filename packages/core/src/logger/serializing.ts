import { isErrorValue, type LogCall, type ReadCall, readCall } from '../codec/call.ts'
import { isNativeError, isProxy } from '../codec/intrinsics.ts'
import { freeKey, threw } from '../codec/placeholders.ts'
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
 * A call with what the serializers make of it. An error is pino's field `err` where that has one, and any further error is turned
 * as well: who hides something by such a serializer relies on it. Never throws.
 */
function turnedCall(call: LogCall, serializers: Serializers): LogCall {
  const { err } = serializers
  const ofError = (error: unknown): unknown => turn({ error }, 'error', err)
  const turned = (value: unknown): unknown =>
    err !== undefined && isErrorValue(value) ? ofError(value) : serialized(value, serializers)
  const all: LogCall = {
    ...call,
    fields: call.fields === null ? null : (serialized(call.fields, serializers) as object),
    value: turned(call.value),
    args: call.args === null ? null : call.args.map(turned),
  }
  return err === undefined || !call.hasException ? all : withError(all, ofError(call.exception))
}

/** With the form of its exception among the fields, or beside what has a form of its own. */
function withError(call: LogCall, form: unknown): LogCall {
  const { fields } = call
  const without = { ...call, exception: undefined, hasException: false }
  if (fields === null || isPlain(fields)) {
    const all = copied(fields)
    return { ...without, fields: { ...all, [freeKey('err', (key) => key in all)]: form } }
  }
  const given = call.hasValue ? [call.value, ...(call.args ?? [])] : call.args
  return { ...without, fields: { err: form }, hasValue: true, value: fields, args: given }
}

function isPlain(fields: object): boolean {
  if (isProxy(fields)) return false
  const prototype: unknown = Object.getPrototypeOf(fields)
  return prototype === null || prototype === Object.prototype
}

/** Getters run in here. */
function copied(fields: object | null): object {
  try {
    return { ...fields }
  } catch (error) {
    return { value: threw(error) }
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
  const logArguments: Logging<Result>['logArguments'] = (source, level, args, read = readCall) =>
    inner.logArguments(source, level, args, (given) => turnedCall(read(given), serializers))
  return {
    // What is undefined counts as not passed.
    log: (source, level, a, b, c) => logArguments(source, level, [a, b, c]),
    logArguments,
  }
}
