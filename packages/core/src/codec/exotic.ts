import { bufferForm, mapForm, setForm, viewForm } from './collection-forms.ts'
import { errorFields } from './errors.ts'
import {
  ArrayPrototype,
  ErrorPrototype,
  FunctionPrototype,
  getPrototypeOf,
  hasOwn,
  isAnyArrayBuffer,
  isArray,
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
import { httpForm } from './http-forms.ts'
import { functionForm, unboxed } from './scalar-forms.ts'
import { hasNativeConstructor, isRoot, jsonOf, MAX_CHAIN } from './to-json.ts'
import { type ClassSerializer, classSerialized } from './user-code.ts'
import { webForm } from './web-forms.ts'

export type { ClassSerializer } from './user-code.ts'
export { bigintForm, symbolForm } from './scalar-forms.ts'

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
  /** Whether what was given last is a `toJSON`'s, whose own is not asked. */
  answered = false
  #verdicts = new SafeWeakMap<object, Verdict>()
  // Only where a class of lists, or of functions, has a serializer are these looked at any closer.
  #ofLists = false
  #ofFunctions = false

  /** Serializers by prototype. */
  constructor(serializers: ReadonlyMap<object, ClassSerializer>) {
    this.#serializers = serializers
    this.forget()
  }

  /** Called when a serializer is registered after classes were seen, or removed. */
  forget(): void {
    this.#verdicts = new SafeWeakMap()
    const prototypes = [...this.#serializers.keys()]
    this.#ofLists = prototypes.some((prototype) => descends(prototype, isArray))
    this.#ofFunctions = prototypes.some((prototype) => descends(prototype, isFunction))
  }

  /**
   * `message` is the error's own when it was read already. A value that a `toJSON` gave is not `asked` for its
   * own. May throw what a Proxy trap throws.
   */
  reduce(value: object, prototype: object, message?: string, asked = false): unknown {
    const verdict = this.#verdict(value, prototype)
    if (verdict === 'plain' && !isProxy(value)) return PLAIN
    const reduced = typeof verdict === 'function' ? callSerializer(verdict, value) : undefined
    // Set after each code of the user's, which may log.
    this.answered = false
    if (typeof verdict === 'function') return reduced
    const date = isDate(value)
    if (!asked && (date || !isError(value))) {
      const json = jsonOf(value)
      this.answered = json !== value
      if (this.answered) return json
    }
    const form = date ? value : formOf(value, message)
    this.answered = false
    return form
  }

  /** The serializer of a list's class. */
  ofList(list: object): ClassSerializer | undefined {
    return this.#ofLists ? this.#serializerOf(list, ArrayPrototype) : undefined
  }

  /** What the serializer of its class or its `toJSON` makes of a function, else its name; never a function. */
  functionValue(fn: object, asked: boolean): unknown {
    const serializer = this.#ofFunctions ? this.#serializerOf(fn, FunctionPrototype) : undefined
    let made: unknown = fn
    if (serializer !== undefined) made = classSerialized(serializer, fn)
    else if (!asked) made = jsonOf(fn)
    this.answered = serializer === undefined
    return typeof made === 'function' ? functionForm(made) : made
  }

  /** Most have the prototype of the built-in, for which there is none. */
  #serializerOf(value: object, builtIn: object): ClassSerializer | undefined {
    try {
      const prototype = getPrototypeOf(value) as object | null
      if (prototype === builtIn || prototype === null) return undefined
      const verdict = this.#verdict(value, prototype)
      return typeof verdict === 'function' ? verdict : undefined
    } catch {
      // The trap of a Proxy: its other traps may still answer.
      return undefined
    }
  }

  #verdict(value: object, prototype: object): Verdict {
    let verdict = this.#verdicts.get(prototype)
    if (verdict === undefined) {
      verdict = this.#judge(value, prototype)
      this.#verdicts.set(prototype, verdict)
    }
    return verdict
  }

  #judge(value: object, prototype: object): Verdict {
    let p: object | null = prototype
    for (let i = 0; p !== null && i < MAX_CHAIN; i++) {
      const serializer = mapGet(this.#serializers, p)
      if (serializer !== undefined) return serializer
      p = getPrototypeOf(p) as object | null
    }
    if (isProxy(value)) return 'odd'
    return httpForm(prototype, value) ?? (isOdd(prototype) ? 'odd' : 'plain')
  }
}

const isFunction = (value: object): boolean => typeof value === 'function'

/** In every realm Array.prototype is a list, and Function.prototype a function. */
function descends(prototype: object, is: (value: object) => boolean): boolean {
  let p: object | null = prototype
  for (let i = 0; p !== null && i < MAX_CHAIN; i++) {
    if (is(p)) return true
    p = getPrototypeOf(p) as object | null
  }
  return false
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
    if (hasNativeConstructor(p)) return true
    p = above
  }
  // A class has no enumerable members on its prototypes, so `for in` sees own keys only.
  for (const _ in prototype) return true
  return false
}

function callSerializer(serializer: ClassSerializer, value: object): unknown {
  const result = classSerialized(serializer, value)
  return result === value ? ownFields(value) : result
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

function formOf(value: object, message: string | undefined): unknown {
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
  return webForm(value) ?? ownFields(value)
}
