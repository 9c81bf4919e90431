import { types } from 'node:util'
import type { Json, JsonObject } from './strict-json.ts'

/**
 * What a value prints as, written from the documentation and not from the encoder: no bytes, no shapes, no
 * limit but depth. The property tests compare the two.
 */
const MAX_DEPTH = 8

/**
 * undefined: not printed, or null inside a list. `open` are the objects around the value. `asked`: a `toJSON` gave
 * it, and its own has no say.
 */
export function refer(value: unknown, open: readonly object[] = [], asked = false): Json | undefined {
  switch (typeof value) {
    case 'undefined':
      return undefined
    case 'string':
      return value.toWellFormed()
    case 'number':
      return Number.isFinite(value) ? value + 0 : String(value)
    case 'boolean':
      return value
    case 'bigint':
    case 'symbol':
      return String(value)
    case 'function': {
      const json = asked ? value : jsonOf(value)
      if (typeof json !== 'function') return refer(json, open, true)
      return json.name === '' ? '[Function]' : `[Function: ${json.name}]`
    }
  }
  if (value === null || typeof value !== 'object') return null
  if (open.length > MAX_DEPTH) return '[Too deep]'
  if (open.includes(value)) return '[Circular]'
  try {
    const inner = [...open, value]
    const json = asked || types.isNativeError(value) ? value : jsonOf(value)
    return json === value ? referObject(value, inner) : refer(json, inner, true)
  } catch (error) {
    return threw(error)
  }
}

const threw = (error: unknown): string => `[Threw: ${(error as Error).message}]`

/** For these the platform's own is not what is printed. */
const PLATFORM = [Date, URL].map(({ prototype }): unknown => Reflect.get(prototype, 'toJSON'))

function jsonOf(value: object): unknown {
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON !== 'function' || PLATFORM.includes(toJSON)) return value
  return Reflect.apply(toJSON, value, [''])
}

function referObject(value: object, open: readonly object[]): Json | undefined {
  if (Array.isArray(value)) return referItems(value, open)
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? '[Invalid Date]' : value.toISOString()
  if (types.isNativeError(value)) return referError(value, open)
  if (types.isMap(value)) return referMap(value, open)
  if (types.isSet(value)) return referItems([...value], open)
  if (types.isRegExp(value)) return String(value)
  if (types.isPromise(value)) return '[Promise]'
  if (types.isBoxedPrimitive(value))
    return refer((value as unknown as { valueOf(): unknown }).valueOf(), open)
  if (types.isTypedArray(value)) {
    const items = Array.from(value as Iterable<number | bigint>)
    return new Map<string, Json>([
      ['type', Object.prototype.toString.call(value).slice(8, -1)],
      ['length', items.length],
      ['items', refer(items, open) as Json],
    ])
  }
  if (value instanceof URL) {
    const copy = new URL(value.href)
    copy.username = ''
    copy.password = ''
    return copy.href
  }
  return referFields(ownFields(value), open)
}

function referItems(items: readonly unknown[], open: readonly object[]): Json[] {
  return items.map((item) => refer(item, open) ?? null)
}

type Fields = readonly (readonly [string, unknown])[]

/** Own enumerable fields; what a getter throws stands in its field. */
function ownFields(value: object): Fields {
  return Object.keys(value).map((key) => [key, read(value, key)])
}

function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key]
  } catch (error) {
    return threw(error)
  }
}

function referFields(fields: Fields, open: readonly object[]): JsonObject {
  const printed = new Map<string, Json>()
  const taken = new Set<string>()
  // Fields of any object: numbers come first, as everywhere in JavaScript.
  const isIndex = ([key]: readonly [string, unknown]): boolean => /^(?:0|[1-9]\d{0,8})$/.test(key)
  const ordered = [
    ...fields.filter(isIndex).toSorted(([a], [b]) => Number(a) - Number(b)),
    ...fields.filter((field) => !isIndex(field)),
  ]
  for (const [key, value] of ordered) {
    const text = key.toWellFormed()
    let free = text
    for (let n = 2; taken.has(free); n++) free = `${text}…${n}`
    taken.add(free)
    const json = refer(value, open)
    if (json !== undefined) printed.set(free, json)
  }
  return printed
}

function referMap(map: ReadonlyMap<unknown, unknown>, open: readonly object[]): Json {
  const pairs = [...map]
  if (pairs.every(([key]) => typeof key === 'string')) return referFields(pairs as unknown as Fields, open)
  return pairs.map((pair) => refer(pair, open) ?? null)
}

function referError(error: Error, open: readonly object[]): JsonObject {
  const { name, constructor, message } = error as { name: unknown; constructor: unknown; message: unknown }
  const own = typeof name === 'string' && name !== '' && name !== 'Error'
  const type = own ? name : typeof constructor === 'function' ? constructor.name || 'Error' : 'Error'
  const fields: [string, unknown][] = [
    ['type', type],
    ['message', message ?? ''],
    ['stack', read(error, 'stack')],
  ]
  if (Object.hasOwn(error, 'cause')) fields.push(['cause', error.cause])
  if (error instanceof AggregateError) fields.push(['errors', error.errors])
  for (const [key, value] of ownFields(error)) {
    if (['message', 'stack', 'cause', 'errors'].includes(key)) continue
    if (key !== 'type' && key !== 'name') fields.push([key, value])
    else if (value !== type) fields.push([`own_${key}`, value])
  }
  return referFields(fields, open)
}

const WELL_KNOWN = ['correlation_id', 'request_id', 'user_id', 'tenant_id', 'trace_id', 'span_id']
const camel = (name: string): string => name.replace(/_(.)/, (_, letter: string) => letter.toUpperCase())

export interface ReferEvent {
  /** `context` without the message id, by name. */
  readonly context: JsonObject
  readonly data: JsonObject
}

/** Layers of fields, the innermost last: each wins over those before it. */
export function referLayers(layers: readonly object[]): ReferEvent {
  const slots = new Map<string, Json>()
  const data = new Map<string, Json>()
  for (const layer of layers) {
    const json = refer(layer)
    const fields = new Map(json instanceof Map ? (json as JsonObject) : [['value', json ?? null]])
    for (const name of WELL_KNOWN) {
      const found = [name, camel(name)].find((key) => fields.has(key))
      if (found === undefined) continue
      slots.set(name, fields.get(found) as Json)
      fields.delete(found)
    }
    for (const [key, json] of fields) data.set(key, json)
  }
  const correlation =
    slots.get('correlation_id') ?? (slots.has('correlation_id') ? null : slots.get('request_id'))
  return { context: new Map([...slots, ['correlation_id', correlation ?? null]]), data }
}
