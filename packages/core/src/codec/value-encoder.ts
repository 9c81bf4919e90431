import { bigintForm, type ExoticValues, PLAIN, symbolForm } from './exotic.ts'
import { dateTime, getPrototypeOf, isArray, isDate, ObjectPrototype, objectKeys } from './intrinsics.ts'
import { MAX_DEPTH, MAX_ITEMS, MAX_KEYS, RECORD_MARGIN } from './limits.ts'
import * as mark from './placeholders.ts'
import type { KeySerializer, ValueEncoder } from './encoder-types.ts'
import type { ShapeNode, ShapeTrie } from './shapes.ts'
import * as tag from './tags.ts'
import { createTextWriter } from './text-writer.ts'
import { jsonOf } from './to-json.ts'
import { classSerialized, serialized } from './user-code.ts'

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
  const { writeText, writeKey } = createTextWriter(memory)
  /** Objects being written, outermost first. */
  const path: (object | null)[] = []
  for (let i = 0; i <= MAX_DEPTH; i++) path[i] = null
  let open = 0
  /** The record's own fields: the object around all others, and the only one in most records. */
  let whole: object | null = null
  /** Somebody put keys on Object.prototype: looked up once a record. */
  let polluted = false
  let bound = 0
  /** Set while the next object written is the record's own fields: key serializers apply there. */
  let atTop = false

  /** The exception of a record whose message is the exception's own, and that message: it is not read again. */
  let told: object | null = null
  let toldMessage = ''
  /** What a `toJSON` gave, while it is written: its own is not asked, as `JSON.stringify` does it. */
  let answer: unknown = null

  const string = (text: string, p: number): number => writeText(text, p, bound)
  const key = (text: string, index: number, p: number): number => writeKey(text, index, p, bound)

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
        return callable(v as object, p)
    }
  }

  function callable(v: object, p: number): number {
    const made = exotic.functionValue(v, v === answer)
    return exotic.answered ? answered(made, p) : value(made, p, null)
  }

  function nested(v: object, p: number, node: ShapeNode | null): number {
    if (p > bound) return string(mark.RECORD_FULL, p)
    if (open > MAX_DEPTH) return string(mark.TOO_DEEP, p)
    for (let i = open - 1; i >= 0; i--) if (path[i] === v) return string(mark.CIRCULAR, p)
    if (v === whole) return string(mark.CIRCULAR, p)
    const depth = open
    path[open++] = v
    let end: number
    try {
      end = object(v, p, node)
    } catch (error) {
      end = string(mark.threw(error), p)
    }
    open = depth
    path[depth] = null
    return end
  }

  function exception(v: unknown, message: string, p: number, node: ShapeNode | null): number {
    told = message === '' ? null : (v as object)
    toldMessage = message
    const end = value(v, p, node)
    told = null
    return end
  }

  /** Throws only what the traps of a Proxy throw. */
  function object(v: object, p: number, node: ShapeNode | null): number {
    if (isArray(v)) return array(v, p)
    return fieldsOf(v, p, rootBelow(node))
  }

  /** An object whose keys are walked from `root`, or what stands for it. */
  function fieldsOf(v: object, p: number, root: ShapeNode | null): number {
    const prototype = getPrototypeOf(v) as object | null
    if (prototype === ObjectPrototype || prototype === null) return plain(v, p, root)
    const reduced = exotic.reduce(v, prototype, v === told ? toldMessage : undefined, v === answer)
    if (reduced === PLAIN) return plain(v, p, root)
    if (exotic.answered) return answered(reduced, p)
    if (typeof reduced === 'object' && reduced !== null) {
      // Made by us, or by a serializer; with a prototype it is looked at again, one level deeper.
      if (!isArray(reduced) && getPrototypeOf(reduced) === null) return plain(reduced, p, root)
      if (isDate(reduced)) return date(reduced, p)
      if (reduced === v) return string(mark.CIRCULAR, p)
      if (isArray(reduced)) return array(reduced, p)
    }
    return value(reduced, p, null)
  }

  function answered(json: unknown, p: number): number {
    answer = json
    const end = value(json, p, null)
    answer = null
    return end
  }

  function rootBelow(node: ShapeNode | null): ShapeNode | null {
    return node === null || shapes === null ? null : (node.nested ?? shapes.nestedRoot(node))
  }

  function date(v: Date, p: number): number {
    const time = dateTime(v)
    if (time !== time) return string(mark.INVALID_DATE, p)
    u8[p] = tag.TAG_DATE
    view.setFloat64(p + 1, time, true)
    return p + 9
  }

  function array(v: readonly unknown[], p: number): number {
    atTop = false
    const serializer = exotic.ofList(v)
    if (serializer === undefined) return items(v, p)
    const made = classSerialized(serializer, v)
    // `map` of a list gives one of the same class: it is the result, and its serializer is not asked again.
    return isArray(made) && exotic.ofList(made) === serializer ? items(made, p) : value(made, p, null)
  }

  function items(v: readonly unknown[], p: number): number {
    const json = v === answer ? v : jsonOf(v)
    if (json !== v) return answered(json, p)
    const head = p
    const length = v.length
    let n = 0
    p += 3
    for (; n < length && n < MAX_ITEMS && p <= bound; n++) {
      let item: unknown
      try {
        item = v[n]
      } catch (error) {
        item = mark.threw(error)
      }
      p = value(item, p, null)
    }
    const rest = length - n
    if (rest > 0) {
      p = string(mark.moreItems(rest), p)
      n++
    }
    u8[head] = tag.TAG_ARRAY
    view.setUint16(head + 1, n, true)
    return p
  }

  function fields(v: object, p: number, root: ShapeNode | null, isPlain: boolean): number {
    // In no path: a store into a list costs more than all else here.
    whole = v
    open = 1
    atTop = true
    let end: number
    try {
      end = isPlain ? plain(v, p, root) : fieldsOf(v, p, root)
    } catch (error) {
      end = plain({ [mark.MORE_KEY]: mark.threw(error) }, p, root)
    }
    atTop = false
    open = 0
    whole = null
    return end
  }

  /** Throws only what the traps of a Proxy throw. */
  function plain(v: object, p: number, root: ShapeNode | null): number {
    const json = v === answer ? v : jsonOf(v)
    if (json !== v) return answered(json, p)
    if (polluted) return listed(v, objectKeys(v), p)
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
        p = keysLeftOut(objectKeys(v).length - count, p)
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
        x = mark.threw(error)
      }
      if (top) x = serialized(keySerializers, k, x)
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
        x = mark.threw(error)
      }
      if (top) x = serialized(keySerializers, k, x)
      p = value(x, key(k, n, p), null)
    }
    let extras = n
    if (n < keys.length) {
      p = keysLeftOut(keys.length - n, p)
      extras++
    }
    u8[head] = tag.TAG_OBJECT
    view.setUint16(head + 1, 0, true)
    view.setUint16(head + 3, extras, true)
    return p
  }

  /** A field may have the mark's key: the reader then numbers the mark. */
  function keysLeftOut(n: number, p: number): number {
    return string(mark.moreKeys(n), string(mark.MORE_KEY, p))
  }

  return {
    begin(start, bytes) {
      bound = start + bytes - RECORD_MARGIN
      open = 0
      whole = null
      atTop = false
      told = null
      answer = null
      polluted = false
      for (const _ in ObjectPrototype) polluted = true
    },
    string,
    value,
    exception,
    fields,
  }
}
