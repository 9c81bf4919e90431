import type { FastifyRequest } from 'fastify'
import type { RouteLogging } from '@fapilog/request'
import { symbolNamed } from './symbol-named.ts'

/** What the route of a request was declared with. */
interface Route {
  readonly config?: { readonly url?: string; readonly fapilog?: RouteLogging | undefined } | undefined
  readonly logLevel?: string | undefined
  /** Fastify hands them to its own logger only, and shows them nowhere else. */
  readonly logSerializers?: unknown
}

/** Where a request keeps its route. The symbol is Fastify's own: found by its name, once, it is the same for all requests. */
const NAME = 'fastify.context'
let key: symbol | undefined

type WithRoute = { readonly [key: symbol]: Route | undefined }

/** As Fastify keeps it: `routeOptions` makes a new object of a dozen fields each time it is asked. */
export function routeOf(request: FastifyRequest): Route {
  if (key === undefined || !(key in request)) key = symbolNamed(request, NAME)
  const route = key === undefined ? undefined : (request as unknown as WithRoute)[key]
  return route ?? request.routeOptions
}
