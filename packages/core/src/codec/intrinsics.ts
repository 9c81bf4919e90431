// Not 'node:util': on Node 24 its import opens process.stderr, and makes a shared pipe non-blocking.
import * as types from 'node:util/types'
import { canShare } from './shared-memory.ts'

/**
 * Built-ins as they were when this module was loaded. The encoder reads hostile values while user code
 * may have replaced anything on a prototype, so it never looks a method up on the value itself.
 */
export const { apply } = Reflect
const uncurry =
  <T, A extends readonly unknown[], R>(fn: (this: T, ...args: A) => R): ((self: T, ...args: A) => R) =>
  (self, ...args) =>
    apply(fn, self, args) as R

export const {
  getPrototypeOf,
  keys: objectKeys,
  getOwnPropertyDescriptor,
  hasOwn,
  create,

  prototype: ObjectPrototype,
} = Object
export const { isArray, prototype: ArrayPrototype } = Array
export const FunctionPrototype: object = Function.prototype
export const { toStringTag } = Symbol
export const now: () => number = Date.now
export const {
  isNativeError,
  isProxy,
  isDate,
  isMap,
  isSet,
  isRegExp,
  isPromise,
  isBoxedPrimitive,
  isAnyArrayBuffer,
  isArrayBufferView,
  isWeakMap,
  isWeakSet,
} = types
export const ErrorPrototype: object = Error.prototype

export const dateToJson: unknown = Date.prototype.toJSON
export const dateTime = uncurry(Date.prototype.getTime)
const CapturedDate = Date
const dateText = uncurry(Date.prototype.toISOString)
/** A time in milliseconds as ISO 8601. */
export const isoText = (time: number): string => dateText(new CapturedDate(time))
export const regExpText = uncurry(RegExp.prototype.toString)
export const bigintText = uncurry(BigInt.prototype.toString)
export const functionText = uncurry(Function.prototype.toString)
export const objectTag = uncurry(Object.prototype.toString)
export const endsWith = uncurry(String.prototype.endsWith)
export const charCodeAt = uncurry(String.prototype.charCodeAt)
export const indexOf = uncurry(String.prototype.indexOf)
export const lastIndexOf = uncurry(String.prototype.lastIndexOf)
export const stringSlice = uncurry(String.prototype.slice)
export const boxedText = uncurry(String.prototype.valueOf)
export const boxedNumber = uncurry(Number.prototype.valueOf)
export const boxedBoolean = uncurry(Boolean.prototype.valueOf)
export const boxedBigint = uncurry(BigInt.prototype.valueOf)
export const boxedSymbol = uncurry(Symbol.prototype.valueOf)

export const mapGet = uncurry(Map.prototype.get) as <K, V>(map: ReadonlyMap<K, V>, key: K) => V | undefined
export const { imul } = Math
export const schedule = queueMicrotask

const { from: bufferFrom } = Buffer
const bufferText = uncurry(Buffer.prototype.toString) as (self: Buffer, encoding: 'utf16le') => string
/** A Buffer over shared memory, for its own methods: they write and read UTF-8 the fastest. */
export const bufferOver = (memory: SharedArrayBuffer): unknown => bufferFrom(memory)
/** The same text with memory of its own: a slice keeps the whole text alive that it was taken from. */
export const flatCopy = (text: string): string => bufferText(bufferFrom(text, 'utf16le'), 'utf16le')

/** Maps of our own whose methods nobody else can reach. */
export class SafeMap<K, V> extends Map<K, V> {}
export class SafeWeakMap<K extends WeakKey, V> extends WeakMap<K, V> {}
for (const [safe, original] of [
  [SafeMap.prototype, Map.prototype],
  [SafeWeakMap.prototype, WeakMap.prototype],
] as const) {
  for (const key of ['get', 'set', 'has', 'size', 'forEach'] as const) {
    const property = Object.getOwnPropertyDescriptor(original, key)
    if (property !== undefined) Object.defineProperty(safe, key, property)
  }
}

const mapEntries = uncurry(Map.prototype.entries)
const setValues = uncurry(Set.prototype.values)
const mapNext = uncurry(getPrototypeOf(new Map().entries()).next as () => IteratorResult<[unknown, unknown]>)
const setNext = uncurry(getPrototypeOf(new Set().values()).next as () => IteratorResult<unknown>)
const getter = <T, R>(prototype: object, key: PropertyKey): ((self: T) => R) => {
  const get = Object.getOwnPropertyDescriptor(prototype, key)?.get
  if (get === undefined) throw new TypeError(`no getter for ${String(key)}`)
  return (self) => apply(get, self, []) as R
}
export const symbolDescription = getter<symbol, string | undefined>(Symbol.prototype, 'description')
export const mapSize = getter<Map<unknown, unknown>, number>(Map.prototype, 'size')
export const setSize = getter<Set<unknown>, number>(Set.prototype, 'size')

/** The first `most` entries, by the built-in iterators. */
export function mapPairs(map: Map<unknown, unknown>, most: number): [unknown, unknown][] {
  const iterator = mapEntries(map) as Iterator<[unknown, unknown]>
  const pairs: [unknown, unknown][] = []
  for (let step = mapNext(iterator as never); !step.done; step = mapNext(iterator as never)) {
    if (pairs.length >= most) break
    pairs[pairs.length] = step.value
  }
  return pairs
}

export function setItems(set: Set<unknown>, most: number): unknown[] {
  const iterator = setValues(set) as Iterator<unknown>
  const items: unknown[] = []
  for (let step = setNext(iterator as never); !step.done; step = setNext(iterator as never)) {
    if (items.length >= most) break
    items[items.length] = step.value
  }
  return items
}

const TypedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as Uint8Array
export const typedArrayTag = getter<object, string | undefined>(TypedArrayPrototype, Symbol.toStringTag)
export const typedArrayLength = getter<object, number>(TypedArrayPrototype, 'length')
export const arrayBufferLength = getter<ArrayBuffer, number>(ArrayBuffer.prototype, 'byteLength')
// Where there is no such memory nobody can log one.
export const sharedBufferLength: (memory: SharedArrayBuffer) => number = canShare
  ? getter<SharedArrayBuffer, number>(SharedArrayBuffer.prototype, 'byteLength')
  : () => 0
export const isSharedBuffer: (value: unknown) => value is SharedArrayBuffer = types.isSharedArrayBuffer

export const viewBuffer = getter<ArrayBufferView, ArrayBufferLike>(DataView.prototype, 'buffer')
export const viewLength = getter<ArrayBufferView, number>(DataView.prototype, 'byteLength')
export const viewOffset = getter<ArrayBufferView, number>(DataView.prototype, 'byteOffset')
export const Uint8 = Uint8Array

export const UrlPrototype: object = URL.prototype
export const BufferPrototype: object = Buffer.prototype
const urlHref = getter<URL, string>(URL.prototype, 'href')
const urlUser = getter<URL, string>(URL.prototype, 'username')
const urlPassword = getter<URL, string>(URL.prototype, 'password')
const urlProtocol = getter<URL, string>(URL.prototype, 'protocol')

/** The address without user name and password. Throws when the receiver is no URL. */
export function urlText(url: URL): string {
  const href = urlHref(url)
  const user = urlUser(url).length
  const password = urlPassword(url).length
  if (user + password === 0) return href
  // `scheme://user:password@host`: by position, since parsing a long address again takes long.
  const start = urlProtocol(url).length + 2
  const colon = password === 0 ? 0 : 1
  return stringSlice(href, 0, start) + stringSlice(href, start + user + colon + password + 1)
}
