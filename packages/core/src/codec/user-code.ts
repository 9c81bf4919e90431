import type { KeySerializer } from './encoder-types.ts'
import { mapGet } from './intrinsics.ts'
import { threw } from './placeholders.ts'

/** What a serializer registered for a key makes of its value. */
export function serialized(
  serializers: ReadonlyMap<string, KeySerializer>,
  key: string,
  value: unknown,
): unknown {
  const serializer = mapGet(serializers, key)
  if (serializer === undefined) return value
  try {
    return serializer(value)
  } catch (error) {
    return threw(error)
  }
}
