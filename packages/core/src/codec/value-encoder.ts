import { bigintForm, type ExoticValues, functionForm, PLAIN, symbolForm } from './exotic.ts'
import {
  apply,
  dateTime,
  getPrototypeOf,
  hasOwn,
  isArray,
  isDate,
  ObjectPrototype,
  objectKeys,
} from './intrinsics.ts'
import { MAX_DEPTH, MAX_ITEMS, MAX_KEY, MAX_KEYS, MAX_STRING, RECORD_MARGIN } from './limits.ts'
import {
  CIRCULAR,
  cut,
  INVALID_DATE,
  MORE_KEY,
  moreItems,
  moreKeys,
  RECORD_FULL,
  threw,
  TOO_DEEP,
} from './placeholders.ts'
import type { ShapeNode, ShapeTrie } from './shapes.ts'
import * as tag from './tags.ts'

/** Turns the value of one top-level key before it is encoded (`registerSerializer('key', fn)`). */
export type KeySerializer = (value: unknown) => unknown

/** `Buffer`'s own writer: the fastest way to UTF-8 in shared memory, and it never allocates. */
interface RawBuffer {
  utf8Write(text: string, offset: number, length: number): number
}

/** What an encoding in progress needs back after another record was encoded inside it. */
export interface EncoderState {
  readonly base: number
  readonly bound: number
  readonly atTop: boolean
}

export interface ValueEncoder {
  /** Sets the bounds of a record: `bytes` from `start`. */
  begin(start: number, bytes: number): void
  /** The same for a record inside another one's getter; `leave` restores the outer one. */
  enter(start: number, bytes: number): EncoderState
  leave(former: EncoderState): void
  /** Forgets an encoding that was torn off (a vm timeout, `process.exit()` inside a getter). */
  reset(): void
  string(text: string, p: number): number
  /** `node` is the place in the trie below which the value's own shape is walked; null: keys as text. */
  value(value: unknown, p: number, node: ShapeNode | null): number
  /** The record's own fields; `root` null writes every key as text. */
  fields(value: object, p: number, root: ShapeNode | null): number
}

/** Up to here a loop over the characters beats the call into `utf8Write`. */
const SHORT_TEXT = 40

/**
 * Writes values into shared memory. Total: whatever a getter, a trap or `toJSON` does costs its own
 * field at most. Bounded: by depth, keys, items, characters and the bytes of the record. The functions
 * are closures over the views, which keeps them monomorphic and free of property loads.
 */
export function createValueEncoder(
  memory: SharedArrayBuffer,
  shapes: ShapeTrie | null,
  exotic: ExoticValues,
  keySerializers: ReadonlyMap<string, KeySerializer>,
): ValueEncoder {
  const u8 = new Uint8Array(memory)
  const view = new DataView(memory)
  const raw = Buffer.from(memory) as unknown as RawBuffer
  /** Objects being written, outermost first; those from `base` on belong to the present record. */
  const path: (object | null)[] = []
  let open = 0
  let base = 0
  let bound = 0
  /** Set while the next object written is the record's own fields: key serializers apply there. */
  let atTop = false

  function string(text: string, p: number): number {
    const n = text.length
    if (n <= SHORT_TEXT) {
      const at = p + 2
      let i = 0
      for (; i < n; i++) {
        const c = text.charCodeAt(i)
        if (c >= 128) break
        u8[at + i] = c
      }
      if (i === n) {
        u8[p] = tag.TAG_STRING8
        u8[p + 1] = n
        return at + n
      }
    }
    return longString(text, p)
  }

  function longString(text: string, p: number): number {
    // Three bytes a character at most, so what fits is known before anything is written.
    const room = ((bound + 512 - p) / 3) | 0
    const most = room < MAX_STRING ? Math.max(room, 0) : MAX_STRING
    const kept = text.length > most ? cut(text, most) : text
    const written = raw.utf8Write(kept, p + 5, kept.length * 3)
    u8[p] = tag.TAG_STRING32
    view.setUint32(p + 1, written, true)
    return p + 5 + written
  }

  function key(text: string, index: number, p: number): number {
    // The index keeps two keys apart that are alike as far as they are shown.
    return text.length <= MAX_KEY ? string(text, p) : string(`${cut(text, MAX_KEY)}#${index}`, p)
  }

  function value(v: unknown, p: number, node: ShapeNode | null): number {
    switch (typeof v) {
      case 'string':
        return string(v, p)
      case 'number':
        if ((v | 0) === v) {
          u8[p] = tag.TAG_INT32
          view.setInt32(p + 1, v, true)
          return p + 5
        }
        u8[p] = tag.TAG_FLOAT64
        view.setFloat64(p + 1, v, true)
        return p + 9
      case 'boolean':
        u8[p] = v ? tag.TAG_TRUE : tag.TAG_FALSE
        return p + 1
      case 'object':
        if (v === null) {
          u8[p] = tag.TAG_NULL
          return p + 1
        }
        return nested(v, p, node)
      case 'undefined':
        u8[p] = tag.TAG_UNDEFINED
        return p + 1
      case 'bigint':
        return string(bigintForm(v), p)
      case 'symbol':
        return string(symbolForm(v), p)
      default:
        return string(functionForm(v as object), p)
    }
  }

  function nested(v: object, p: number, node: ShapeNode | null): number {
    if (p > bound) return string(RECORD_FULL, p)
    if (open - base > MAX_DEPTH) return string(TOO_DEEP, p)
    for (let i = open - 1; i >= base; i--) if (path[i] === v) return string(CIRCULAR, p)
    const depth = open
    path[open++] = v
    let end: number
    try {
      end = object(v, p, node)
    } catch (error) {
      end = string(threw(error), p)
    }
    open = depth
    path[depth] = null
    return end
  }

  /** Throws only what the traps of a Proxy throw. */
  function object(v: object, p: number, node: ShapeNode | null): number {
    if (isArray(v)) return array(v, p)
    const prototype = getPrototypeOf(v) as object | null
    if (prototype === ObjectPrototype || prototype === null) return plain(v, p, rootBelow(node))
    const reduced = exotic.reduce(v, prototype)
    if (reduced === PLAIN) return plain(v, p, rootBelow(node))
    if (typeof reduced !== 'object' || reduced === null) return value(reduced, p, null)
    if (isDate(reduced)) return date(reduced, p)
    if (reduced === v) return string(CIRCULAR, p)
    if (isArray(reduced)) return array(reduced, p)
    // Made by us, or what a serializer or toJSON returned: a prototype is looked at again, one level deeper.
    return getPrototypeOf(reduced) === null ? plain(reduced, p, rootBelow(node)) : nested(reduced, p, node)
  }

  function rootBelow(node: ShapeNode | null): ShapeNode | null {
    return node === null || shapes === null ? null : (node.nested ?? shapes.nestedRoot(node))
  }

  function date(v: Date, p: number): number {
    const time = dateTime(v)
    if (time !== time) return string(INVALID_DATE, p)
    u8[p] = tag.TAG_DATE
    view.setFloat64(p + 1, time, true)
    return p + 9
  }

  function array(v: readonly unknown[], p: number): number {
    const head = p
    const length = v.length
    let n = 0
    p += 3
    for (; n < length && n < MAX_ITEMS && p <= bound; n++) {
      let item: unknown
      try {
        item = v[n]
      } catch (error) {
        item = threw(error)
      }
      p = value(item, p, null)
    }
    const rest = length - n
    if (rest > 0) {
      p = string(moreItems(rest), p)
      n++
    }
    u8[head] = tag.TAG_ARRAY
    view.setUint16(head + 1, n, true)
    return p
  }

  function fields(v: object, p: number, root: ShapeNode | null): number {
    const depth = open
    path[open++] = v
    atTop = true
    let end: number
    try {
      end = plain(v, p, root)
    } catch (error) {
      end = plain({ [MORE_KEY]: threw(error) }, p, root)
    }
    atTop = false
    open = depth
    path[depth] = null
    return end
  }

  /** Throws only what the traps of a Proxy throw. */
  function plain(v: object, p: number, root: ShapeNode | null): number {
    for (const _ in ObjectPrototype) return listed(v, objectKeys(v), p)
    const top = atTop && keySerializers.size !== 0
    atTop = false
    const head = p
    p += tag.OBJECT_HEAD
    let node = root
    let shape = 0
    let extras = 0
    let count = 0
    for (const k in v) {
      if (count >= MAX_KEYS || p > bound) {
        p = keysLeftOut(v, objectKeys(v).length - count, p)
        extras++
        break
      }
      if (node !== null) {
        node = node.lastKey === k ? node.last : (shapes as ShapeTrie).step(node, k)
        if (node !== null) shape = node.id
      }
      if (node === null) {
        p = key(k, count, p)
        extras++
      }
      let x: unknown
      try {
        x = (v as Record<string, unknown>)[k]
      } catch (error) {
        x = threw(error)
      }
      if (top) x = serialized(k, x)
      if (typeof x === 'function' && k === 'toJSON') {
        const json = toJson(v, x)
        if (json !== v) return value(json, head, null)
      }
      count++
      p = value(x, p, node)
    }
    u8[head] = tag.TAG_OBJECT
    view.setUint16(head + 1, shape, true)
    view.setUint16(head + 3, extras, true)
    return p
  }

  /** The slow twin of `plain`, for when somebody put keys on Object.prototype. */
  function listed(v: object, keys: readonly string[], p: number): number {
    const top = atTop && keySerializers.size !== 0
    atTop = false
    const head = p
    p += tag.OBJECT_HEAD
    let n = 0
    for (; n < keys.length && n < MAX_KEYS && p <= bound; n++) {
      const k = keys[n] as string
      let x: unknown
      try {
        x = (v as Record<string, unknown>)[k]
      } catch (error) {
        x = threw(error)
      }
      if (top) x = serialized(k, x)
      p = value(x, key(k, n, p), null)
    }
    let extras = n
    if (n < keys.length) {
      p = keysLeftOut(v, keys.length - n, p)
      extras++
    }
    u8[head] = tag.TAG_OBJECT
    view.setUint16(head + 1, 0, true)
    view.setUint16(head + 3, extras, true)
    return p
  }

  function keysLeftOut(v: object, n: number, p: number): number {
    return string(moreKeys(n), string(hasOwn(v, MORE_KEY) ? MORE_KEY + MORE_KEY : MORE_KEY, p))
  }

  function serialized(k: string, x: unknown): unknown {
    const serializer = keySerializers.get(k)
    if (serializer === undefined) return x
    try {
      return serializer(x)
    } catch (error) {
      return threw(error)
    }
  }

  function toJson(v: object, method: unknown): unknown {
    try {
      return apply(method as () => unknown, v, [''])
    } catch (error) {
      return threw(error)
    }
  }

  return {
    enter(start, bytes) {
      const former = { base, bound, atTop }
      base = open
      bound = start + bytes - RECORD_MARGIN
      return former
    },
    leave(former) {
      ;({ base, bound, atTop } = former)
    },
    reset() {
      open = 0
      base = 0
      atTop = false
    },
    begin(start, bytes) {
      bound = start + bytes - RECORD_MARGIN
    },
    string,
    value,
    fields,
  }
}
