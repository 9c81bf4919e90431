/** Where a request is in the routers of the application: what its template is made from. */
export class RouteTrack {
  baseUrl: string | undefined
  route: unknown
  /** Mount paths on the way in, each as the client sent it and as a template; the innermost last. */
  readonly #mounts: { readonly sent: string; readonly template: string }[] = []
  #routeMount = ''
  #routeParams: unknown

  /** The router entered a mount path, or left one. `params` are those of its last match. */
  moveTo(baseUrl: string | undefined, params: unknown): void {
    this.baseUrl = baseUrl
    const sent = baseUrl ?? ''
    let top = this.#mounts.at(-1)
    while (top !== undefined && (top.sent.length > sent.length || !sent.startsWith(top.sent))) {
      this.#mounts.pop()
      top = this.#mounts.at(-1)
    }
    const before = top ?? { sent: '', template: '' }
    if (sent.length === before.sent.length) return
    const template = before.template + templateOf(sent.slice(before.sent.length), params)
    this.#mounts.push({ sent, template })
  }

  /** Inside a mounted application, which knows the template of its own mount path. */
  startAt(baseUrl: string | undefined, mountPath: unknown): void {
    this.baseUrl = baseUrl
    if (baseUrl === undefined || baseUrl === '') return
    const fits = typeof mountPath === 'string' && mountPath.split('/').length === baseUrl.split('/').length
    this.#mounts.push({ sent: baseUrl, template: fits ? mountPath : baseUrl })
  }

  match(route: unknown, params: unknown): void {
    this.route = route
    this.#routeMount = this.#mounts.at(-1)?.template ?? ''
    this.#routeParams = params
  }

  /** The template of the route that matched last, its mount paths included. */
  get template(): string | undefined {
    const path = pathOf(this.route)
    return path === undefined ? undefined : joinPaths(this.#routeMount, path)
  }

  /**
   * Whether the route has passed the request on to a middleware: that has parameters of its own. Validators put new
   * objects in their place too, but with the route's keys.
   */
  isLeft(params: unknown): boolean {
    if (params === this.#routeParams) return false
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

/** Express knows mount paths only as the client sent them: segments that are a parameter's value get its name. */
function templateOf(sent: string, params: unknown): string {
  const named = Object.entries(params ?? {}).filter(([, value]) => typeof value === 'string' && value !== '')
  if (named.length === 0) return sent
  return sent
    .split('/')
    .map((segment) => {
      const value = decoded(segment)
      const found = named.find(([, param]) => param === value)
      return found === undefined ? segment : `:${found[0]}`
    })
    .join('/')
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
