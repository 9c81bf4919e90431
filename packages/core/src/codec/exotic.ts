import { bufferForm, mapForm, setForm, viewForm } from './collection-forms.ts'
import { errorFields } from './errors.ts'
import {
  endsWith,
  ErrorPrototype,
  functionText,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  isAnyArrayBuffer,
  isArrayBufferView,
  isBoxedPrimitive,
  isDate,
  isMap,
  isNativeError,
  isPromise,
  isProxy,
  isRegExp,
  isSet,
  isWeakMap,
  isWeakSet,
  mapGet,
  regExpText,
  SafeWeakMap,
  toStringTag,
  urlText,
  UrlPrototype,
} from './intrinsics.ts'
import { ownFields } from './own-fields.ts'
import { threw } from './placeholders.ts'
import { unboxed } from './scalar-forms.ts'
import { callToJson, isRoot, MAX_CHAIN } from './to-json.ts'
import { webForm } from './web-forms.ts'

export { bigintForm, functionForm, symbolForm } from './scalar-forms.ts'

/** Turns an instance of a class before it is encoded (`registerSerializer(Class, fn)`). */
export type ClassSerializer = (value: object) => unknown

/** Nothing but fields: the caller may walk the value itself. */
export const PLAIN: unique symbol = Symbol('plain')

type Verdict = 'plain' | 'odd' | ClassSerializer

/**
 * Reduces a value with a prototype of its own to something the encoder writes directly: a primitive,
 * a Date, an array or a null-prototype object made here. Reads nothing twice, changes nothing, and
 * prints what it cannot read as a placeholder.
 */
export class ExoticValues {
  readonly #serializers: ReadonlyMap<object, ClassSerializer>
  #verdicts = new SafeWeakMap<object, Verdict>()

  /** Serializers by prototype. */
  constructor(serializers: ReadonlyMap<object, ClassSerializer>) {
    this.#serializers = serializers
  }

  /** Called when a serializer is registered after classes were seen. */
  forget(): void {
    this.#verdicts = new SafeWeakMap()
  }

  /** `message` is the error's own when it was read already. May throw what a Proxy trap throws. */
  reduce(value: object, prototype: object, message?: string): unknown {
    let verdict = this.#verdicts.get(prototype)
    if (verdict === undefined) {
      verdict = this.#judge(value, prototype)
      this.#verdicts.set(prototype, verdict)
    }
    if (verdict === 'plain') return isProxy(value) ? withToJson(value) : PLAIN
    return verdict === 'odd' ? reduceOdd(value, message) : callSerializer(verdict, value)
  }

  #judge(value: object, prototype: object): Verdict {
    let p: object | null = prototype
    for (let i = 0; p !== null && i < MAX_CHAIN; i++) {
      const serializer = mapGet(this.#serializers, p)
      if (serializer !== undefined) return serializer
      p = getPrototypeOf(p) as object | null
    }
    return isProxy(value) || isOdd(prototype) ? 'odd' : 'plain'
  }
}

/**
 * Whether instances may be more than their fields: built-ins (told by the prototype alone, since an
 * instance that is none of them must not decide for those that are), `toJSON`, a tag, enumerable members.
 */
function isOdd(prototype: object): boolean {
  let p: object | null = prototype
  for (let i = 0; p !== null && i < MAX_CHAIN; i++) {
    if (isProxy(p)) return true
    const above = getPrototypeOf(p) as object | null
    if (isRoot(p, above)) break
    if (hasOwn(p, 'toJSON') || hasOwn(p, toStringTag)) return true
    if (isNative(getOwnPropertyDescriptor(p, 'constructor')?.value)) return true
    p = above
  }
  // A class has no enumerable members on its prototypes, so `for in` sees own keys only.
  for (const _ in prototype) return true
  return false
}

function isNative(constructor: unknown): boolean {
  return typeof constructor === 'function' && endsWith(functionText(constructor), '{ [native code] }')
}

function callSerializer(serializer: ClassSerializer, value: object): unknown {
  try {
    const result = serializer(value)
    return result === value ? ownFields(value) : result
  } catch (error) {
    return threw(error)
  }
}

/** By internal slot first: an Error of another realm is no `instanceof Error`. */
export function isError(value: object): boolean {
  return isNativeError(value) || inherits(value, ErrorPrototype)
}

function inherits(value: object, from: object): boolean {
  let p = getPrototypeOf(value) as object | null
  for (let i = 0; p !== null && i < MAX_CHAIN; i++) {
    if (p === from) return true
    p = getPrototypeOf(p) as object | null
  }
  return false
}

function reduceOdd(value: object, message: string | undefined): unknown {
  if (isDate(value)) return value
  if (isError(value)) return errorFields(value, message)
  if (isMap(value)) return mapForm(value)
  if (isSet(value)) return setForm(value)
  if (isRegExp(value)) return regExpText(value)
  if (isArrayBufferView(value)) return viewForm(value)
  if (isAnyArrayBuffer(value)) return bufferForm(value)
  if (isPromise(value)) return '[Promise]'
  if (isWeakMap(value)) return '[WeakMap]'
  if (isWeakSet(value)) return '[WeakSet]'
  if (isBoxedPrimitive(value)) return unboxed(value)
  if (inherits(value, UrlPrototype)) {
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
    const result = callToJson(value, (value as { toJSON?: unknown }).toJSON)
    return result === value ? (webForm(value) ?? ownFields(value)) : result
  } catch (error) {
    return threw(error)
  }
}
