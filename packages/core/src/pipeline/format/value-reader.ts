import { DecodeError } from '../../codec/decode-error.ts'
import * as tag from '../../codec/tags.ts'
import { quote } from './json-text.ts'
import { printDouble, printInt32 } from './number-text.ts'
import { PrintedKeys } from './printed-keys.ts'
import type { ShapeTable } from './shape-table.ts'

interface RawBuffer {
  latin1Slice(start: number, end: number): string
  utf8Slice(start: number, end: number): string
}

/** Reads encoded values and writes JSON text. */
export interface ValueReader {
  /** Decodes the bytes of the next records at once; substrings of it cost nothing. */
  load(start: number, end: number): void
  /** Continues at byte `at`. */
  seek(at: number): void
  readonly position: () => number
  /** The JSON text of the next value; '' for undefined. */
  value(): string
  /** The next value, a string, as it is. */
  text(): string
  /** An object's head: its shape's id and the number of its extra keys. */
  objectHead(): { readonly shape: number; readonly extras: number }
  isObject(): boolean
}

export function createValueReader(memory: SharedArrayBuffer, shapes: ShapeTable): ValueReader {
  const bytes = new Uint8Array(memory)
  const view = new DataView(memory)
  const raw = Buffer.from(memory) as unknown as RawBuffer
  let loaded = ''
  let base = 0
  let limit = 0
  let at = 0

  function text(): string {
    if (bytes[at] === tag.TAG_STRING8) {
      const from = at + 2 - base
      const n = bytes[at + 1] as number
      at += 2 + n
      return loaded.substring(from, from + n)
    }
    if (bytes[at] !== tag.TAG_STRING32) throw new DecodeError(`tag ${bytes[at]} where a text belongs`)
    const n = view.getUint32(at + 1, true)
    const from = at + 5
    if (from + n > limit) throw new DecodeError('text beyond its record')
    at = from + n
    return raw.utf8Slice(from, at)
  }

  function value(): string {
    switch (bytes[at]) {
      case tag.TAG_STRING8:
      case tag.TAG_STRING32:
        return quote(text())
      case tag.TAG_INT32: {
        const n = view.getInt32(at + 1, true)
        at += 5
        return printInt32(n)
      }
      case tag.TAG_FLOAT64: {
        const n = view.getFloat64(at + 1, true)
        at += 9
        return printDouble(n)
      }
      case tag.TAG_TRUE:
        at++
        return 'true'
      case tag.TAG_FALSE:
        at++
        return 'false'
      case tag.TAG_NULL:
        at++
        return 'null'
      case tag.TAG_UNDEFINED:
        at++
        return ''
      case tag.TAG_DATE: {
        const time = view.getFloat64(at + 1, true)
        at += 9
        return `"${new Date(time).toISOString()}"`
      }
      case tag.TAG_OBJECT:
        return object()
      case tag.TAG_ARRAY:
        return array()
      default:
        throw new DecodeError(`unknown tag ${bytes[at]}`)
    }
  }

  function object(): string {
    const shape = shapes.get(view.getUint16(at + 1, true))
    const extras = view.getUint16(at + 3, true)
    at += tag.OBJECT_HEAD
    const { first, following } = shape
    let out = '{'
    let empty = true
    for (let i = 0; i < first.length; i++) {
      const json = value()
      if (json === '') continue
      out += (empty ? first[i] : following[i]) + json
      empty = false
    }
    return extras === 0 ? `${out}}` : withExtras(out, empty, shape.keys, extras)
  }

  function withExtras(start: string, nothingYet: boolean, known: readonly string[], extras: number): string {
    let out = start
    let empty = nothingYet
    const keys = new PrintedKeys(known)
    for (let i = 0; i < extras; i++) {
      const key = keys.print(text())
      const json = value()
      if (json === '') continue
      out += `${empty ? '' : ','}${quote(key)}:${json}`
      empty = false
    }
    return `${out}}`
  }

  function array(): string {
    const n = view.getUint16(at + 1, true)
    at += 3
    let out = '['
    for (let i = 0; i < n; i++) {
      const json = value()
      out += (i === 0 ? '' : ',') + (json === '' ? 'null' : json)
    }
    return `${out}]`
  }

  return {
    load(start, end) {
      loaded = raw.latin1Slice(start, end)
      base = start
      limit = end
    },
    seek(position) {
      at = position
    },
    position: () => at,
    value,
    text,
    objectHead() {
      const head = { shape: view.getUint16(at + 1, true), extras: view.getUint16(at + 3, true) }
      at += tag.OBJECT_HEAD
      return head
    },
    isObject: () => bytes[at] === tag.TAG_OBJECT,
  }
}
