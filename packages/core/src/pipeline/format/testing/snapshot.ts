import { types } from 'node:util'

/** Objects looked at; the global object would be endless. */
const MOST = 500

/** Everything that could be changed in a value, read without running a getter: compare two with `toEqual`. */
export function snapshot(value: unknown): unknown[] {
  const seen = new Set<object>()
  const facts: unknown[] = []
  const queue: unknown[] = [value]
  while (queue.length > 0) {
    const next = queue.pop()
    if ((typeof next !== 'object' && typeof next !== 'function') || next === null) continue
    if (types.isProxy(next) || seen.has(next) || seen.size >= MOST) continue
    seen.add(next)
    facts.push(Object.getPrototypeOf(next), Object.isExtensible(next))
    if (types.isMap(next)) queue.push(...[...Map.prototype.entries.call(next)].slice(0, 50).flat())
    if (types.isSet(next)) queue.push(...[...Set.prototype.values.call(next)].slice(0, 50))
    // One property for each byte or character.
    if (ArrayBuffer.isView(next) || types.isBoxedPrimitive(next)) continue
    const keys = Reflect.ownKeys(next)
    facts.push(keys.length)
    for (const key of keys.slice(0, 300)) {
      const property = Object.getOwnPropertyDescriptor(next, key)
      // Reading it makes V8 write it down.
      if (key === 'stack') continue
      facts.push(key, ...Object.values(property ?? {}))
      queue.push(property?.value)
    }
  }
  return facts
}
