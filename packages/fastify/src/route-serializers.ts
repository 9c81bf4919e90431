import { mergeSerializers, readSerializers, type Serializers } from './serializers.ts'

/** Merged once for each route: `logSerializers` are fixed when it is declared. Two applications may share them. */
const merged = new WeakMap<
  object,
  { readonly shared: Serializers | null; readonly all: Serializers | null }
>()

/** `given`: a route's `logSerializers`, beside those of the application. Who hides a password by one relies on it. */
export function routeSerializers(given: unknown, shared: Serializers | null): Serializers | null {
  if (typeof given !== 'object' || given === null) return shared
  const known = merged.get(given)
  if (known !== undefined && known.shared === shared) return known.all
  const all = mergeSerializers(shared, readSerializers(given))
  merged.set(given, { shared, all })
  return all
}
