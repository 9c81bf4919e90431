import { scopeOfHandle } from './handles.ts'
import type { NodeResponse } from './node-types.ts'
import type { AnyLogger, RequestScope } from './types.ts'

/** A framework's own answer, which brings its headers to `writeHead` by itself. Fastify's reply is one. */
export interface FrameworkReply {
  header(name: string, value: string): unknown
  /** Whether the framework leaves the answer to somebody else: a hijacked one. */
  readonly sent: boolean
}

type WriteHead = (...args: readonly unknown[]) => unknown

interface Notes {
  readonly writeHead: WriteHead
  /** The header that the request's id goes out in; null: in none. */
  readonly echo: string | null
  readonly reply: FrameworkReply | undefined
  /** What went out. The application may change its mind afterwards, to no effect. */
  status?: number
}

const NOTES: unique symbol = Symbol('notes')

interface Noted {
  writeHead: WriteHead
  [NOTES]?: Notes
}

/** Notes when the response begins, and gives it the request's id then, unless it has one. */
export function noteHead(
  scope: RequestScope<AnyLogger>,
  response: NodeResponse,
  header: string | null,
  reply: FrameworkReply | undefined,
): void {
  const { requestId } = scope
  const echo = requestId !== undefined && fits(requestId) ? header : null
  const noted = response as unknown as Noted
  try {
    if (echo !== null && reply !== undefined && response.getHeader(echo) === undefined) {
      reply.header(echo, requestId as string)
    }
    if (typeof noted.writeHead !== 'function') return
    noted[NOTES] = { writeHead: noted.writeHead, echo, reply }
    noted.writeHead = writeHeadAndNote
  } catch {
    // Frozen: the id is not echoed, and `ttfb_ms` left out.
  }
}

/** The status that the response began with; undefined: it has not, or nobody saw it. */
export const sentStatus = (response: object): number | undefined =>
  (response as Partial<Noted>)[NOTES]?.status

/**
 * The application's own ids need not be text for headers, which would fail its answer. As `validateHeaderValue` of Node has it,
 * without its regular expression: this is asked once a request.
 */
function fits(id: string): boolean {
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i)
    if ((code < 0x20 && code !== 0x09) || code === 0x7f || code > 0xff) return false
  }
  return true
}

/** Every response begins here, also with headers that nobody wrote. One function for all: no closure a request. */
function writeHeadAndNote(this: Noted & NodeResponse, ...args: readonly unknown[]): unknown {
  const notes = this[NOTES]
  if (notes === undefined) return undefined
  const scope = scopeOfHandle(this) as RequestScope<AnyLogger> | null
  const { writeHead, echo, reply } = notes
  const id = scope?.requestId
  const all = echo === null || id === undefined ? args : withId(this, args, echo, id, reply)
  const result = Reflect.apply(writeHead, this, all)
  // Not before: it may refuse what it is given, and the application answer something else.
  notes.status = this.statusCode
  scope?.responseStarted()
  return result
}

/**
 * The arguments with the id among the headers. Only now: a header that Node's response has before `writeHead` is given
 * others changes how it takes those, and closes the way in which it writes all of them at once.
 */
function withId(
  response: NodeResponse,
  args: readonly unknown[],
  echo: string,
  id: string,
  reply: FrameworkReply | undefined,
): readonly unknown[] {
  try {
    const headers = args.length > 1 ? args[args.length - 1] : undefined
    const own = response.getHeader(echo)
    // The framework's headers have it, or had it until the application took it away.
    if (reply !== undefined && !reply.sent)
      return own === undefined ? args : withoutOurs(args, headers, echo, id)
    if (own !== undefined || names(headers, echo)) return args
    if (typeof headers !== 'object' || headers === null || response.getHeaderNames().length > 0) {
      response.setHeader(echo, id)
      return args
    }
    return [...args.slice(0, -1), added(headers, echo, id)]
  } catch {
    // The answer goes out as the application made it.
    return args
  }
}

/** Node's response has got an id of the application's meanwhile, which the framework's headers would replace. */
function withoutOurs(
  args: readonly unknown[],
  headers: unknown,
  echo: string,
  id: string,
): readonly unknown[] {
  if (typeof headers !== 'object' || headers === null) return args
  const { [echo]: given, ...others } = headers as Record<string, unknown>
  return given === id ? [...args.slice(0, -1), others] : args
}

/** In the form that the headers have: an object, a list of pairs or a flat list. */
function added(headers: object, echo: string, id: string): object {
  if (!Array.isArray(headers)) return { ...headers, [echo]: id }
  return Array.isArray(headers[0]) ? [...headers, [echo, id]] : [...headers, echo, id]
}

/** In any case, and in every form. */
function names(headers: unknown, name: string): boolean {
  if (typeof headers !== 'object' || headers === null) return false
  return namesOf(headers).some((one) => typeof one === 'string' && one.toLowerCase() === name)
}

function namesOf(headers: object): readonly unknown[] {
  if (!Array.isArray(headers)) return Object.keys(headers)
  const list: readonly unknown[] = headers
  return list.flatMap((one, i) => (Array.isArray(one) ? one.slice(0, 1) : i % 2 === 0 ? [one] : []))
}
