import {
  arrayBufferLength,
  isSharedBuffer,
  mapPairs,
  mapSize,
  setItems,
  setSize,
  sharedBufferLength,
  typedArrayLength,
  typedArrayTag,
  Uint8,
  viewBuffer,
  viewLength,
  viewOffset,
} from './intrinsics.ts'
import { MAX_ITEMS } from './limits.ts'
import { addMark, asField, noFields } from './own-fields.ts'
import { moreItems, moreKeys } from './placeholders.ts'

/** `{key: value}` when all keys shown are texts, else a list of pairs. */
export function mapForm(map: Map<unknown, unknown>): unknown {
  const size = mapSize(map)
  const pairs = mapPairs(map, MAX_ITEMS)
  const fields = noFields()
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i] as [unknown, unknown]
    const key = pair[0]
    if (typeof key !== 'string') return marked(pairs, size)
    fields[key] = asField(key, pair[1])
  }
  if (size > pairs.length) addMark(fields, moreKeys(size - pairs.length))
  return fields
}

export function setForm(set: Set<unknown>): unknown[] {
  return marked(setItems(set, MAX_ITEMS), setSize(set))
}

export function viewForm(view: ArrayBufferView): object {
  const type = typedArrayTag(view)
  if (type !== undefined) return listForm(type, view as unknown as ArrayLike<unknown>, typedArrayLength(view))
  // Its own window only: what lies beside it in the buffer is somebody else's.
  const length = viewLength(view)
  return listForm('DataView', new Uint8(viewBuffer(view), viewOffset(view), length), length)
}

export function bufferForm(buffer: ArrayBufferLike): object {
  const shared = isSharedBuffer(buffer)
  const length = shared ? sharedBufferLength(buffer) : arrayBufferLength(buffer as ArrayBuffer)
  const bytes: ArrayLike<unknown> = length === 0 ? [] : new Uint8(buffer)
  return listForm(shared ? 'SharedArrayBuffer' : 'ArrayBuffer', bytes, length)
}

function listForm(type: string, elements: ArrayLike<unknown>, length: number): object {
  const shown: unknown[] = []
  for (let i = 0; i < length && i < MAX_ITEMS; i++) shown[i] = elements[i]
  const fields = noFields()
  fields.type = type
  fields.length = length
  fields.items = marked(shown, length)
  return fields
}

/** With its mark no longer than MAX_ITEMS: the encoder would cut it again, and count wrongly. */
function marked(shown: unknown[], size: number): unknown[] {
  if (size <= shown.length) return shown
  if (shown.length === MAX_ITEMS) shown.length--
  shown[shown.length] = moreItems(size - shown.length)
  return shown
}
