import { openedScope } from '@fapilog/request'
import { RouteTrack } from './route-track.ts'

const TRACK: unique symbol = Symbol.for('fapilog.express.track.2') as never
const INSTALLED: unique symbol = Symbol.for('fapilog.express.accessors.2') as never

/** What Express makes of a request, beside its types. */
interface Tracked {
  [TRACK]?: RouteTrack
  params?: unknown
  baseUrl?: string | undefined
  route?: unknown
  readonly app?: unknown
}

export const trackOf = (request: object): RouteTrack | undefined => (request as Tracked)[TRACK]

/** A request that was made of another one (`Object.create(req)`) has its own. */
function trackFor(request: Tracked): RouteTrack {
  const track = request[TRACK]
  return track?.request === request ? track : (request[TRACK] = new RouteTrack(request, track))
}

/**
 * At the end of a request, Express has forgotten what its routers did: `baseUrl` is restored when an error leaves a
 * router, and `route` is kept when a route passed the request on. So both are noted when they are set. What Express sets is
 * the request's own (`{ ...req }` has it, and `delete` takes it away): so these are accessors of the request.
 */
const ofRequest = {
  baseUrl: {
    get(this: Tracked): string | undefined {
      return this[TRACK]?.baseUrl
    },
    set(this: Tracked, value: string | undefined): void {
      const track = trackFor(this)
      if (!track.ownsBaseUrl) own(this, 'baseUrl')
      track.ownsBaseUrl = true
      track.moveTo(value, this.params, this.app)
    },
    configurable: true,
    enumerable: true,
  },
  route: {
    get(this: Tracked): unknown {
      return this[TRACK]?.route
    },
    set(this: Tracked, value: unknown): void {
      const track = trackFor(this)
      if (!track.ownsRoute) own(this, 'route')
      track.ownsRoute = true
      track.match(value, this.params)
    },
    configurable: true,
    enumerable: true,
  },
} as const

/** On Express' prototype for requests, for their first value, and the next one after `delete`. */
const ofPrototype = {
  baseUrl: {
    get: (): undefined => undefined,
    set(this: Tracked, value: string | undefined): void {
      trackFor(this).ownsBaseUrl = false
      ofRequest.baseUrl.set.call(this, value)
    },
    configurable: true,
    enumerable: true,
  },
  route: {
    get: (): undefined => undefined,
    set(this: Tracked, value: unknown): void {
      trackFor(this).ownsRoute = false
      ofRequest.route.set.call(this, value)
    },
    configurable: true,
    enumerable: true,
  },
} as const

function own(request: object, name: keyof typeof ofRequest): void {
  Object.defineProperty(request, name, ofRequest[name])
}

/** Only where the application has nothing of that name; what is assigned later, wins. */
const conveniences = {
  log: (request: object): unknown => openedScope(request)?.logger,
  id: (request: object): unknown => openedScope(request)?.requestId,
} as const

function install(prototype: object): void {
  Object.defineProperty(prototype, INSTALLED, { value: true })
  Object.defineProperties(prototype, ofPrototype)
  for (const [name, read] of Object.entries(conveniences)) {
    if (name in prototype) continue
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: false,
      get(this: object): unknown {
        return read(this)
      },
      set(this: object, value: unknown): void {
        Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true })
      },
    })
  }
}

/** Best before the first request. Once for each application; false: it is none, or not of Express. */
export function trackApplication(app: unknown): boolean {
  if (typeof app !== 'function') return false
  const { request: prototype } = app as { readonly request?: unknown }
  if (typeof prototype !== 'object' || prototype === null) return false
  if (!(INSTALLED in prototype)) install(sharedBy(prototype))
  return true
}

/**
 * What all applications inherit. An application that is called by a router or a function, not mounted in another one, puts its
 * own prototype in the place of that one's: what is found of a request must not depend on it.
 */
function sharedBy(prototype: object): object {
  let shared = prototype
  while (Object.hasOwn(shared, 'app')) shared = Object.getPrototypeOf(shared) as object
  return shared
}

/** Does nothing where there is no application (a bare router). */
export function trackRoutes(request: object): void {
  const { app } = request as { readonly app?: unknown }
  const tracked: Tracked = request
  // As nearly always: its router has said so.
  if (app === undefined || tracked[TRACK]?.app === app) return
  if (!trackApplication(app)) return
  const descriptor = Object.getOwnPropertyDescriptor(request, 'baseUrl')
  if (descriptor === undefined || !('value' in descriptor)) return
  // Set before the accessors were there: by Express 4, at the very first request, or by an application around this one.
  const { baseUrl } = tracked
  const track = trackFor(tracked)
  own(request, 'baseUrl')
  track.ownsBaseUrl = true
  track.startIn(app, baseUrl)
}
