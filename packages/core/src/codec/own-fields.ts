import { create, hasOwn, objectKeys } from './intrinsics.ts'
import { MAX_KEYS } from './limits.ts'
import { freeKey, MORE_KEY, moreKeys, threw } from './placeholders.ts'
import { functionForm } from './scalar-forms.ts'

/** Fields collected here; no prototype, so that no key means anything. */
export type Fields = Record<string, unknown>

export const noFields = (): Fields => create(null) as Fields

/** Adds a mark under a key that hides none of the fields. */
export function addMark(fields: Fields, mark: string): void {
  fields[freeKey(MORE_KEY, (key) => hasOwn(fields, key))] = mark
}

/** A method is no field: left as it is, `toJSON` would be called on the copy. */
export function asField(key: string, value: unknown): unknown {
  return key === 'toJSON' && typeof value === 'function' ? functionForm(value) : value
}

export function readField(value: object, key: string): unknown {
  try {
    return asField(key, (value as Fields)[key])
  } catch (error) {
    return threw(error)
  }
}

/**
 * Own enumerable string keys, each read once; a getter that throws costs its own field only. At most
 * MAX_KEYS with the mark, so that nothing is cut a second time.
 */
export function ownFields(value: object): object {
  const fields = noFields()
  let all: readonly string[]
  try {
    all = objectKeys(value)
  } catch (error) {
    addMark(fields, threw(error))
    return fields
  }
  const most = all.length > MAX_KEYS ? MAX_KEYS - 1 : all.length
  for (let i = 0; i < most; i++) {
    const key = all[i] as string
    fields[key] = readField(value, key)
  }
  if (all.length > most) addMark(fields, moreKeys(all.length - most))
  return fields
}
