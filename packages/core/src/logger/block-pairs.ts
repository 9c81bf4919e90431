import type { ContextBlock } from '../codec/context-block.ts'
import { BLOCK_HEAD_WORDS } from '../codec/record-layout.ts'
import * as tag from '../codec/tags.ts'

/** One field of a context block, as it was encoded. */
export interface Pair {
  readonly key: string
  /** Key and value. */
  readonly bytes: Uint8Array
  /** Whether the value is printed at all: undefined is not. */
  readonly printed: boolean
}

const HEAD_BYTES = BLOCK_HEAD_WORDS * 4

/** The first byte of what a block holds: an object's unless `toJSON` made something else of it. */
export const payloadTag = ({ words }: ContextBlock): number => (words[BLOCK_HEAD_WORDS] ?? 0) & 0xff

/** Context blocks write every key as text, so a block is read without a dictionary. */
export function readPairs({ words }: ContextBlock): Pair[] {
  if (words.length === 0) return []
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
  const view = new DataView(words.buffer, words.byteOffset, words.byteLength)
  const pairs: Pair[] = []
  let at = HEAD_BYTES + tag.OBJECT_HEAD
  for (let left = view.getUint16(HEAD_BYTES + 3, true); left > 0; left--) {
    const value = endOfValue(view, at)
    const end = endOfValue(view, value)
    const text = bytes[at] === tag.TAG_STRING8 ? at + 2 : at + 5
    const key = Buffer.from(words.buffer, words.byteOffset + text, value - text).toString()
    pairs.push({ key, bytes: bytes.subarray(at, end), printed: bytes[value] !== tag.TAG_UNDEFINED })
    at = end
  }
  return pairs
}

/** A block with these fields. `id` must be one that no other block has: readers keep blocks by their ids. */
export function writePairs(pairs: readonly Pair[], id: number): ContextBlock {
  let length = tag.OBJECT_HEAD
  for (const pair of pairs) length += pair.bytes.length
  const words = new Int32Array(BLOCK_HEAD_WORDS + ((length + 3) >> 2))
  const bytes = new Uint8Array(words.buffer)
  words[0] = id
  words[1] = words.byteLength - HEAD_BYTES
  bytes[HEAD_BYTES] = tag.TAG_OBJECT
  new DataView(words.buffer).setUint16(HEAD_BYTES + 3, pairs.length, true)
  let at = HEAD_BYTES + tag.OBJECT_HEAD
  for (const pair of pairs) {
    bytes.set(pair.bytes, at)
    at += pair.bytes.length
  }
  return { words }
}

function endOfValue(view: DataView, at: number): number {
  switch (view.getUint8(at)) {
    case tag.TAG_STRING8:
      return at + 2 + view.getUint8(at + 1)
    case tag.TAG_STRING32:
      return at + 5 + view.getUint32(at + 1, true)
    case tag.TAG_INT32:
      return at + 5
    case tag.TAG_FLOAT64:
    case tag.TAG_DATE:
      return at + 9
    case tag.TAG_OBJECT:
      return endOfMany(view, at + tag.OBJECT_HEAD, view.getUint16(at + 3, true) * 2)
    case tag.TAG_ARRAY:
      return endOfMany(view, at + 3, view.getUint16(at + 1, true))
    default:
      return at + 1
  }
}

function endOfMany(view: DataView, start: number, count: number): number {
  let at = start
  for (let i = 0; i < count; i++) at = endOfValue(view, at)
  return at
}
