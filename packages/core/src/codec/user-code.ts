import type { KeySerializer } from './encoder-types.ts'
import { mapGet } from './intrinsics.ts'
import { threw } from './placeholders.ts'

/** Turns an instance of a class before it is encoded (`registerSerializer(Class, fn)`). */
export type ClassSerializer = (value: object) => unknown

/** What the serializer of its class makes of a value. */
export function classSerialized(serializer: ClassSerializer, value: object): unknown {
  try {
    return serializer(value)
  } catch (error) {
    return threw(error)
  }
}

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
