/** What Express' routers keep of something that was mounted, in Express 4 and 5. */
interface Layer {
  readonly route?: unknown
  readonly handle?: { readonly stack?: readonly Layer[] }
  /** Express 4's, with a key for each of its groups. */
  readonly regexp?: RegExp
  readonly keys?: readonly { readonly name: string | number }[]
  /** Of its last match; newer versions return them instead. */
  readonly params?: Params
  readonly path?: string
  match(path: string): Match | boolean | undefined
}

type Params = Readonly<Record<string, unknown>>

export interface Match {
  readonly params: Params
  readonly path: string
}

interface Application {
  /** Express 4's; its `router` throws. */
  readonly _router?: { readonly stack: readonly Layer[] }
  readonly router?: { readonly stack: readonly Layer[] }
}

export type Param = readonly [name: string, value: string]

export interface Span {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** A value has as many places in a path as a client likes. */
const TRIES = 16
/** One that the path does not have is taken. */
const MARKS = 'zqxjkvwy0123456789_~'

/** Asking costs as much as routing does, and short values (`/v1/users/1`) are often to be asked for. */
const KEPT = 1000
const KEY_LENGTH = 200
const answers = new WeakMap<object, Map<string, Answer>>()

type Answer = readonly Span[] | null

/**
 * Where the parameters of a mount path are in `sent`, what it matched. Express keeps no mount paths: but what was mounted is
 * in its routers, can be found by matching again, and be asked. Null where it cannot, as behind a function that calls a
 * router. `around`: what the mount paths around it matched, from outside to inside; one of them may be that of `app` itself.
 */
export function spansOf(
  app: unknown,
  around: readonly string[],
  sent: string,
  params: readonly Param[],
): Answer {
  if (app === null || (typeof app !== 'object' && typeof app !== 'function')) return null
  const key = JSON.stringify([around, sent, params])
  let kept = answers.get(app)
  const known = kept?.get(key)
  if (known !== undefined) return known
  const answer = ask(app, around, sent, params)
  if (kept === undefined || kept.size >= KEPT) answers.set(app, (kept = new Map()))
  if (key.length <= KEY_LENGTH) kept.set(key, answer)
  return answer
}

/** What the mount paths on the way to `baseUrl` matched, from outside to inside; null where Express cannot be asked. */
export function mountsOf(app: unknown, baseUrl: string): readonly Match[] | null {
  try {
    return chainOf(stackOf(app as Application), baseUrl)
  } catch {
    return null
  }
}

function chainOf(stack: readonly Layer[], path: string): readonly Match[] | null {
  for (const layer of stack) {
    const match = layer.route === undefined ? matchOf(layer, path) : null
    if (match === null) continue
    if (match.path === path) return [match]
    const inside = layer.handle?.stack
    const found = inside === undefined ? null : chainOf(inside, path.slice(match.path.length))
    if (found !== null) return [match, ...found]
  }
  return null
}

const stackOf = (app: Application): readonly Layer[] =>
  (app._router ?? (app as Required<Application>).router).stack

function ask(app: Application, around: readonly string[], sent: string, params: readonly Param[]): Answer {
  try {
    const stack = stackOf(app)
    for (let inner = 0; inner <= around.length; inner++) {
      const layer = layerOf(stack, around.slice(inner).join('') + sent, sent, params)
      if (layer === null) continue
      return layer.regexp === undefined ? byMarks(layer, sent, params) : byGroups(layer, sent, params)
    }
  } catch {
    // Not as Express makes them.
  }
  return null
}

/** The first one below these that takes what is left of `path` when that is `sent`. */
function layerOf(
  stack: readonly Layer[],
  path: string,
  sent: string,
  params: readonly Param[],
): Layer | null {
  for (const layer of stack) {
    if (layer.route !== undefined) continue
    const match = matchOf(layer, path)
    if (match === null) continue
    if (path === sent && match.path === sent && fits(match.params, params)) return layer
    const inside = layer.handle?.stack
    const found = inside === undefined ? null : layerOf(inside, path.slice(match.path.length), sent, params)
    if (found !== null) return found
  }
  return null
}

/** By a stand-in: a layer notes its match in itself. */
function matchOf(layer: Layer, path: string): Match | null {
  const standIn = Object.create(layer) as Layer
  const match = standIn.match(path)
  if (match === undefined || match === false) return null
  if (match !== true) return match
  return standIn as Layer & Match
}

const fits = (found: Params, params: readonly Param[]): boolean =>
  params.every(([name, value]) => found[name] === value)

/** Express 4 has an expression that says where its groups matched. */
function byGroups(
  { regexp, keys = [] }: Layer,
  sent: string,
  params: readonly Param[],
): readonly Span[] | null {
  const { indices = [] } = new RegExp(regexp ?? '', `${regexp?.flags ?? ''}d`).exec(sent) ?? {}
  const spans = params.map(([name]) => {
    const [start, end] = indices[keys.findIndex((key) => String(key.name) === name) + 1] ?? []
    return start === undefined || end === undefined ? null : { name, start, end }
  })
  return complete(spans)
}

/** Express 5 hides its own: the place of a value is where a letter before it gets into the parameter. */
function byMarks(layer: Layer, sent: string, params: readonly Param[]): readonly Span[] | null {
  const mark = Array.from(MARKS).find((one) => !sent.includes(one))
  if (mark === undefined) return null
  let tries = TRIES
  const spanOf = ([name, value]: Param): Span | null => {
    const others = params.filter(([other]) => other !== name)
    for (const text of new Set([value, encodeURIComponent(value)])) {
      for (let start = sent.indexOf(text); start >= 0; start = sent.indexOf(text, start + 1)) {
        if (tries-- === 0) return null
        const match = matchOf(layer, sent.slice(0, start) + mark + sent.slice(start))
        const marked: readonly Param[] = [...others, [name, mark + value]]
        if (match !== null && fits(match.params, marked)) return { name, start, end: start + text.length }
      }
    }
    return null
  }
  return complete(params.map(spanOf))
}

function complete(spans: readonly (Span | null)[]): readonly Span[] | null {
  const found = spans.filter((span) => span !== null)
  return found.length < spans.length ? null : found.toSorted((a, b) => a.start - b.start)
}
