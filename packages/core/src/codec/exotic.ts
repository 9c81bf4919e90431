import {
  apply,
  arrayBufferLength,
  assign,
  bigintText,
  boxedBigint,
  boxedBoolean,
  boxedNumber,
  boxedSymbol,
  boxedText,
  create,
  ErrorPrototype,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isAnyArrayBuffer,
  isArrayBufferView,
  isBoxedPrimitive,
  isDate,
  isGeneratorObject,
  isMap,
  isNativeError,
  isPromise,
  isPrototypeOf,
  isProxy,
  isRegExp,
  isSet,
  isSharedBuffer,
  isWeakMap,
  isWeakSet,
  mapPairs,
  mapSize,
  objectKeys,
  regExpText,
  setItems,
  setSize,
  sharedBufferLength,
  symbolText,
  typedArrayLength,
  typedArrayTag,
  urlText,
  UrlPrototype,
} from './intrinsics.ts'
import { errorFields } from './errors.ts'
import { MAX_BIGINT_BITS, MAX_ITEMS, MAX_KEYS, MAX_NAME } from './limits.ts'
import { cut, MORE_KEY, moreItems, moreKeys, threw } from './placeholders.ts'

/** Turns an instance of a class before it is encoded (`registerSerializer(Class, fn)`). */
export type ClassSerializer = (value: object) => unknown

/** Nothing but fields: the caller may walk the value itself. */
export const PLAIN: unique symbol = Symbol('plain')

type Verdict = 'plain' | 'odd' | ClassSerializer

const MAX_BIGINT = 1n << BigInt(MAX_BIGINT_BITS)
const BYTES_SHOWN = MAX_ITEMS

/**
 * Reduces a value with a prototype of its own to something the encoder writes directly: a primitive,
 * a Date, an array or a null-prototype object made here. Reads nothing twice, changes nothing, and
 * prints what it cannot read as a placeholder.
 */
export class ExoticValues {
  readonly #serializers: ReadonlyMap<object, ClassSerializer>
  #verdicts = new WeakMap<object, Verdict>()

  /** Serializers by prototype. */
  constructor(serializers: ReadonlyMap<object, ClassSerializer>) {
    this.#serializers = serializers
  }

  /** Called when a serializer is registered after classes were seen. */
  forget(): void {
    this.#verdicts = new WeakMap()
  }

  /** May throw what a Proxy trap throws. */
  reduce(value: object, prototype: object): unknown {
    let verdict = this.#verdicts.get(prototype)
    if (verdict === undefined) {
      verdict = this.#judge(value, prototype)
      this.#verdicts.set(prototype, verdict)
    }
    if (verdict === 'plain') return isProxy(value) ? ownFields(value) : PLAIN
    return verdict === 'odd' ? reduceOdd(value) : callSerializer(verdict, value)
  }

  #judge(value: object, prototype: object): Verdict {
    for (let p: object | null = prototype; p !== null; p = getPrototypeOf(p) as object | null) {
      const serializer = this.#serializers.get(p)
      if (serializer !== undefined) return serializer
    }
    if (isBuiltIn(value) || isProxy(value) || isProxy(prototype)) return 'odd'
    if ('toJSON' in prototype) return 'odd'
    // A class has no enumerable members on its prototypes, so `for in` sees own keys only.
    for (const _ in prototype) return 'odd'
    return 'plain'
  }
}

function callSerializer(serializer: ClassSerializer, value: object): unknown {
  try {
    const result = serializer(value)
    return result === value ? ownFields(value) : result
  } catch (error) {
    return threw(error)
  }
}

function isBuiltIn(value: object): boolean {
  return (
    isError(value) ||
    isDate(value) ||
    isMap(value) ||
    isSet(value) ||
    isRegExp(value) ||
    isPromise(value) ||
    isArrayBufferView(value) ||
    isAnyArrayBuffer(value) ||
    isBoxedPrimitive(value) ||
    isWeakMap(value) ||
    isWeakSet(value) ||
    isGeneratorObject(value) ||
    isPrototypeOf(UrlPrototype, value)
  )
}

/** By internal slot first: an Error of another realm is no `instanceof Error`. */
export function isError(value: object): boolean {
  return isNativeError(value) || isPrototypeOf(ErrorPrototype, value)
}

function reduceOdd(value: object): unknown {
  if (isDate(value)) return value
  if (isError(value)) return errorFields(value)
  if (isMap(value)) return mapFields(value)
  if (isSet(value)) return items(setItems(value, MAX_ITEMS), setSize(value))
  if (isRegExp(value)) return regExpText(value)
  if (isArrayBufferView(value)) return viewFields(value)
  if (isAnyArrayBuffer(value)) return bufferFields(value)
  if (isPromise(value)) return '[Promise]'
  if (isWeakMap(value)) return '[WeakMap]'
  if (isWeakSet(value)) return '[WeakSet]'
  if (isBoxedPrimitive(value)) return unboxed(value)
  if (isPrototypeOf(UrlPrototype, value)) {
    try {
      return urlText(value as URL)
    } catch {
      return ownFields(value)
    }
  }
  return withToJson(value)
}

function withToJson(value: object): unknown {
  try {
    const toJson: unknown = (value as { toJSON?: unknown }).toJSON
    if (typeof toJson !== 'function') return ownFields(value)
    const result: unknown = apply(toJson, value, [''])
    return result === value ? ownFields(value) : result
  } catch (error) {
    return threw(error)
  }
}

/** Own enumerable string keys, each read once; a getter that throws costs its own field only. */
export function ownFields(value: object): object {
  const fields = create(null) as Record<string, unknown>
  let all: readonly string[]
  try {
    all = objectKeys(value)
  } catch (error) {
    fields[MORE_KEY] = threw(error)
    return fields
  }
  const most = Math.min(all.length, MAX_KEYS)
  for (let i = 0; i < most; i++) {
    const key = all[i] as string
    try {
      fields[key] = (value as Record<string, unknown>)[key]
    } catch (error) {
      fields[key] = threw(error)
    }
  }
  if (all.length > most) fields[MORE_KEY] = moreKeys(all.length - most)
  return fields
}

function mapFields(map: Map<unknown, unknown>): unknown {
  const pairs = mapPairs(map, MAX_ITEMS)
  const rest = mapSize(map) - pairs.length
  const fields = create(null) as Record<string, unknown>
  for (const [key, value] of pairs) {
    if (typeof key !== 'string') return items(pairs, mapSize(map))
    fields[key] = value
  }
  if (rest > 0) fields[MORE_KEY] = moreKeys(rest)
  return fields
}

function items(shown: unknown[], size: number): unknown[] {
  if (size > shown.length) shown[shown.length] = moreItems(size - shown.length)
  return shown
}

function viewFields(view: ArrayBufferView): object {
  const type = typedArrayTag(view)
  if (type === undefined) return bufferFields(view.buffer)
  const length = typedArrayLength(view)
  const shown: unknown[] = []
  const elements = view as unknown as ArrayLike<number | bigint>
  for (let i = 0; i < length && i < BYTES_SHOWN; i++) shown[i] = elements[i]
  return assign(create(null) as object, { type, length, items: items(shown, length) })
}

function bufferFields(buffer: ArrayBufferLike): object {
  const shared = isSharedBuffer(buffer)
  const length = shared ? sharedBufferLength(buffer) : arrayBufferLength(buffer as ArrayBuffer)
  const shown = Array.from(length === 0 ? [] : new Uint8Array(buffer, 0, Math.min(length, BYTES_SHOWN)))
  const type = shared ? 'SharedArrayBuffer' : 'ArrayBuffer'
  return assign(create(null) as object, { type, length, items: items(shown, length) })
}

function unboxed(value: object): unknown {
  for (const unbox of [boxedText, boxedNumber, boxedBoolean, boxedBigint, boxedSymbol]) {
    try {
      return unbox(value as never)
    } catch {
      // Another kind of box: the next one fits.
    }
  }
  return ownFields(value)
}

/** Decimal digits as text (JSON numbers lose digits beyond 2^53); huge ones by their size only. */
export function bigintForm(value: bigint): string {
  return value < MAX_BIGINT && value > -MAX_BIGINT
    ? bigintText(value)
    : `[BigInt over ${MAX_BIGINT_BITS} bits]`
}

export function symbolForm(value: symbol): string {
  return cut(symbolText(value), MAX_NAME)
}

export function functionForm(value: object): string {
  try {
    const name: unknown = getOwnPropertyDescriptor(value, 'name')?.value
    if (typeof name === 'string' && name !== '') return `[Function: ${cut(name, MAX_NAME)}]`
  } catch {
    // A Proxy whose trap throws.
  }
  return '[Function]'
}
