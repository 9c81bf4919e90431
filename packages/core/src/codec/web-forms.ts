import { SafeMap, toStringTag } from './intrinsics.ts'
import { MAX_ITEMS } from './limits.ts'
import { addMark, asField, noFields } from './own-fields.ts'
import { MORE_ENTRIES } from './placeholders.ts'

/**
 * What is printed for URLSearchParams, Headers and FormData (their entries, as ordinary fields), Blob and File
 * (their description); null for everything else. Told by the tag: naming the classes would load the platform's
 * (20 ms), and would miss those of polyfills and other realms.
 */
export function webForm(value: object): object | null {
  try {
    switch ((value as { readonly [toStringTag]?: unknown })[toStringTag]) {
      case 'URLSearchParams':
      case 'Headers':
      case 'FormData':
        return entriesForm(value as Entries)
      case 'Blob':
      case 'File':
        return blobForm(value as BlobLike)
      default:
        return null
    }
  } catch {
    // It only says to be one.
    return null
  }
}

interface Entries {
  entries(): Iterator<readonly [unknown, unknown]>
}

/** A key that comes several times has a list of its values. */
function entriesForm(value: Entries): object | null {
  const iterator = value.entries()
  const lists = new SafeMap<string, unknown[]>()
  let step = iterator.next()
  for (let n = 0; step.done !== true && n < MAX_ITEMS; n++, step = iterator.next()) {
    const key = step.value[0]
    if (typeof key !== 'string') return null
    const list = lists.get(key)
    if (list === undefined) lists.set(key, [step.value[1]])
    else list[list.length] = step.value[1]
  }
  const fields = noFields()
  lists.forEach((list, key) => {
    fields[key] = list.length === 1 ? asField(key, list[0]) : list
  })
  if (step.done !== true) addMark(fields, MORE_ENTRIES)
  return fields
}

interface BlobLike {
  readonly name?: unknown
  readonly size?: unknown
  readonly type?: unknown
}

/** `type` is the media type. The content is read asynchronously, and is not a log's. */
function blobForm({ name, size, type }: BlobLike): object | null {
  if (typeof size !== 'number' || typeof type !== 'string') return null
  const fields = noFields()
  if (typeof name === 'string') fields.name = name
  fields.size = size
  fields.type = type
  return fields
}
