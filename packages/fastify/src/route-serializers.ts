import type { FastifyRequest } from 'fastify'
import { mergeSerializers, readSerializers, type Serializers } from './serializers.ts'

/** Where a request keeps its route. The symbol is Fastify's own: found by its name, once, it is the same for all requests. */
const NAME = 'fastify.context'
let key: symbol | null = null

type WithRoute = { readonly [key: symbol]: { readonly logSerializers?: unknown } | undefined }

/** Merged once for each route: `logSerializers` are fixed when it is declared. Two applications may share them. */
const merged = new WeakMap<
  object,
  { readonly shared: Serializers | null; readonly all: Serializers | null }
>()

/**
 * A route's `logSerializers`, beside those of the application. Fastify hands them to its own logger only, and shows them
 * nowhere else; but who hides a password by one relies on it.
 */
export function routeSerializers(request: FastifyRequest, shared: Serializers | null): Serializers | null {
  if (key === null || !(key in request)) key = findKey(request)
  const given = key === null ? undefined : (request as unknown as WithRoute)[key]?.logSerializers
  if (typeof given !== 'object' || given === null) return shared
  const known = merged.get(given)
  if (known !== undefined && known.shared === shared) return known.all
  const all = mergeSerializers(shared, readSerializers(given))
  merged.set(given, { shared, all })
  return all
}

const findKey = (request: FastifyRequest): symbol | null =>
  Object.getOwnPropertySymbols(request).find(({ description }) => description === NAME) ?? null
