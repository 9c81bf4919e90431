import type { ExpressRequest, ExpressResponse } from './express-types.ts'
import { trackOf } from './request-accessors.ts'
import { joinPaths, pathOf } from './route-track.ts'

interface Routed {
  readonly baseUrl?: string | undefined
  readonly route?: unknown
  readonly params?: unknown
}

/** Asked when the request has ended. `failed`: with an error, which leaves routers without having been answered there. */
export function routeTemplate(
  request: ExpressRequest,
  { statusCode }: ExpressResponse,
  failed: boolean,
): string | undefined {
  const { baseUrl, route, params } = request as ExpressRequest & Routed
  const track = trackOf(request)
  if (statusCode === 404 && !failed) {
    // The last route of all passed it on, to nobody or to a middleware.
    if (baseUrl === undefined || track?.isLeft(params) === true) return undefined
  }
  if (track !== undefined) return track.template
  const path = pathOf(route)
  return path === undefined ? undefined : joinPaths(baseUrl ?? '', path)
}
