import { mountsOf, type Param, type Span, spansOf } from './mount-layers.ts'

interface Mount {
  readonly sent: string
  readonly template: string
  readonly params: unknown
}

const TOP: Mount = { sent: '', template: '', params: undefined }

/** Where a request is in the routers of the application: what its template is made from. */
export class RouteTrack {
  readonly request: object
  /** Whose router moved last. */
  app: unknown
  baseUrl: string | undefined
  route: unknown
  /** Whether the request has them as its own properties. */
  ownsBaseUrl = false
  ownsRoute = false
  /** Mount paths on the way in, each as the client sent it and as a template; the innermost last. */
  #mounts: Mount[] = []
  #routeMount = ''
  #routeParams: unknown
  #isEntered = false

  /** Of a request that was made of this one, and routed instead of it. */
  #inner: RouteTrack | null = null

  /** `around`: of the request that this one was made of. */
  constructor(request: object, around: RouteTrack | undefined) {
    this.request = request
    if (around === undefined) return
    this.app = around.app
    this.baseUrl = around.baseUrl
    this.route = around.route
    this.#mounts = [...around.#mounts]
    this.#routeMount = around.#routeMount
    this.#routeParams = around.#routeParams
    this.#isEntered = around.#isEntered
    around.#inner = this
  }

  /** The router of `app` entered a mount path, or left one. `params` are those of its last match. */
  moveTo(baseUrl: string | undefined, params: unknown, app: unknown): void {
    this.app = app
    this.baseUrl = baseUrl
    const sent = baseUrl ?? ''
    let top = this.#mounts.at(-1)
    while (top !== undefined && (top.sent.length > sent.length || !sent.startsWith(top.sent))) {
      this.#mounts.pop()
      top = this.#mounts.at(-1)
    }
    const before = top ?? TOP
    if (sent.length === before.sent.length) return
    const own = sent.slice(before.sent.length)
    const ownOnes = ownParams(params, before.params)
    const spans = isAmbiguous(own, ownOnes) ? spansOf(app, this.#parts, own, ownOnes) : null
    const template = spans === null ? templateOf(own, ownOnes) : templateBySpans(own, spans)
    this.#mounts.push({ sent, template: before.template + template, params })
  }

  /** What each of the mount paths matched. */
  get #parts(): readonly string[] {
    return this.#mounts.map(({ sent }, index) => sent.slice(this.#mounts[index - 1]?.sent.length ?? 0))
  }

  /** Inside routers of `app`, or of one that it is mounted in, by what they say themselves. */
  startIn(app: unknown, baseUrl: string | undefined): void {
    this.baseUrl = baseUrl
    if (baseUrl === undefined || baseUrl === '') return
    const outermost = outermostOf(app)
    const mounts = mountsOf(outermost, baseUrl)
    if (mounts === null) this.#mounts.push({ sent: baseUrl, template: baseUrl, params: undefined })
    let sent = ''
    for (const { path, params } of mounts ?? []) this.moveTo((sent += path), params, outermost)
  }

  /** Set by the router, which then has `app.param` handlers look at the parameters, and by the route itself when it begins. */
  match(route: unknown, params: unknown): void {
    this.#isEntered = route === this.route
    this.route = route
    this.#routeMount = this.#mounts.at(-1)?.template ?? ''
    this.#routeParams = params
  }

  /** The template of the route that matched last, its mount paths included. */
  get template(): string | undefined {
    const path = pathOf(this.route)
    return path === undefined ? this.#inner?.template : joinPaths(this.#routeMount, path)
  }

  /**
   * Whether the route has passed the request on to a middleware: that has parameters of its own. Validators put new
   * objects in their place too, but with the route's keys.
   */
  isLeft(params: unknown): boolean {
    if (!this.#isEntered || params === this.#routeParams) return false
    const keys = Object.keys(this.#routeParams ?? {})
    return keys.length === 0 || !keys.every((key) => Object.hasOwn(params ?? {}, key))
  }
}

/** The path that a route was declared with, which may be a regular expression, or a list. */
export function pathOf(route: unknown): string | undefined {
  const path: unknown = (route as { readonly path?: unknown } | null | undefined)?.path
  if (typeof path === 'string') return path
  if (Array.isArray(path)) return path.map(String).join('|')
  return path instanceof RegExp ? String(path) : undefined
}

export function joinPaths(mount: string, path: string): string {
  if (mount === '') return path
  return path === '/' || path === '' ? mount : `${mount}${path.startsWith('/') ? '' : '/'}${path}`
}

function outermostOf(app: unknown): unknown {
  const { parent } = (app ?? {}) as { readonly parent?: unknown }
  return parent === undefined ? app : outermostOf(parent)
}

/** In the order of their declaration. With `mergeParams`, those of the mount around it come first: they are in its template. */
function ownParams(params: unknown, around: unknown): readonly Param[] {
  const outer = (around ?? {}) as Readonly<Record<string, unknown>>
  const isOwn = (param: readonly [string, unknown]): param is Param => {
    const [name, value] = param
    return typeof value === 'string' && value !== '' && !(Object.hasOwn(outer, name) && outer[name] === value)
  }
  return Object.entries(params ?? {}).filter(isOwn)
}

/**
 * Express knows mount paths only as the client sent them: the values of the parameters in there get their names. Where there
 * is no asking Express: from the end, and each once: a path mostly ends with its parameter, and its own words may be a value as well (`/users/users`).
 */
function templateOf(sent: string, params: readonly Param[]): string {
  if (params.length === 0) return sent
  let before = decoded(sent)
  let template = ''
  for (const [name, value] of params.toReversed()) {
    const at = lastPlace(before, value)
    if (at < 0) continue
    template = `:${name}${before.slice(at + value.length)}${template}`
    before = before.slice(0, at)
  }
  return before + template
}

/** Whether there are several places that a value may have come from. */
function isAmbiguous(sent: string, params: readonly Param[]): boolean {
  const path = params.length === 0 ? '' : decoded(sent)
  return params.some(([, value]) => path.indexOf(value) !== path.lastIndexOf(value))
}

function templateBySpans(sent: string, spans: readonly Span[]): string {
  let template = ''
  let at = 0
  for (const { name, start, end } of spans) {
    template += `${decoded(sent.slice(at, start))}:${name}`
    at = end
  }
  return template + decoded(sent.slice(at))
}

/** Of a whole segment; where there is none, of a part (`/files-:id`). */
function lastPlace(path: string, value: string): number {
  const whole = `${path}/`.lastIndexOf(`/${value}/`)
  return whole < 0 ? path.lastIndexOf(value) : whole + 1
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
