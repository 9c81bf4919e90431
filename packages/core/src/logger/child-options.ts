import type { Producer } from '../ring/producer.ts'
import { isNativeError, isProxy } from '../codec/intrinsics.ts'
import { threw } from '../codec/placeholders.ts'
import { diagnose } from '../observe/diagnostics.ts'
import { isInsteadOfFastifys } from './for-fastify.ts'
import { levelNumber } from './levels.ts'
import type { Waiters } from './late-producer.ts'
import type { ChildOptions } from './types.ts'

/** Turns the value under its key into what is printed. */
export type Serializers = Readonly<Record<string, (value: unknown) => unknown>>

/** The level that a child is to have; null: its parent's. A child is made for each request, so a mistake must not throw. */
export function levelOf({ level }: ChildOptions): number | null {
  if (level === undefined || level === '') return null
  const number = levelNumber(level)
  if (number === undefined)
    diagnose('levels', 'a child was given an unknown level: it has its parent’s', { given: level })
  return number ?? null
}

/** Those of the child beside its parent's; null for none. */
export function serializersOf(parent: Serializers | null, { serializers }: ChildOptions): Serializers | null {
  const all = Object.assign(Object.create(null) as Record<string, (value: unknown) => unknown>, parent)
  let some = parent !== null
  // Fastify chains those of a plugin to those of its parent by prototype: `in`, not own keys only.
  for (const key in serializers) {
    const serializer: unknown = serializers[key]
    if (typeof serializer !== 'function' || isInsteadOfFastifys(serializer)) continue
    all[key] = serializer as (value: unknown) => unknown
    some = true
  }
  return some ? all : null
}

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

/** For loggers with serializers: what the application passes goes through them before it is encoded. */
export function serializingProducer(producer: Producer, serializers: Serializers): Producer {
  const turned = (value: unknown): unknown => serialized(value, serializers)
  return {
    ...producer,
    log: (source, level, a, b, c) => producer.log(source, level, turned(a), turned(b), turned(c)),
    logArguments: (source, level, args, read) =>
      producer.logArguments(source, level, Array.from(args, turned), read),
  }
}

export function serializingWaiters(waiters: Waiters, serializers: Serializers): Waiters {
  const turned = (value: unknown): unknown => serialized(value, serializers)
  return {
    log: (source, level, a, b, c) => waiters.log(source, level, turned(a), turned(b), turned(c)),
    logArguments: (source, level, args, read) =>
      waiters.logArguments(source, level, Array.from(args, turned), read),
  }
}
