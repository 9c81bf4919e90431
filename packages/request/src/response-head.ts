import { validateHeaderValue } from 'node:http'
import { scopeOfHandle } from './handles.ts'
import type { NodeResponse } from './node-types.ts'
import type { AnyLogger, RequestScope } from './types.ts'

/** How a framework sets a header, where that is cheaper than on Node's response. */
export type SetHeader = (name: string, value: string) => unknown

type WriteHead = (...args: readonly unknown[]) => unknown

interface Notes {
  readonly writeHead: WriteHead
  /** The header for the id, which the framework has; null: Node's response has it, or nobody. */
  readonly echo: string | null
  /** `content-length` of the headers that `writeHead` was given: Node's response does not know them afterwards. */
  length: unknown
}

const NOTES: unique symbol = Symbol('notes')

interface Noted {
  writeHead: WriteHead
  [NOTES]?: Notes
}

/** Gives the response the request's id, unless it has one, and notes when it begins. */
export function noteHead(
  scope: RequestScope<AnyLogger>,
  response: NodeResponse,
  header: string | null,
  setHeader: SetHeader | undefined,
): void {
  const echo = echoId(scope.requestId, response, header, setHeader)
  const noted = response as unknown as Noted
  try {
    if (typeof noted.writeHead !== 'function') return
    noted[NOTES] = { writeHead: noted.writeHead, echo, length: undefined }
    noted.writeHead = writeHeadAndNote
  } catch {
    // Frozen: `ttfb_ms` is left out.
  }
}

/** The header that the framework has now; null: Node's response has it, or nobody. */
function echoId(
  id: string | undefined,
  response: NodeResponse,
  header: string | null,
  setHeader: SetHeader | undefined,
): string | null {
  if (header === null || id === undefined || response.headersSent) return null
  try {
    if (response.getHeader(header) !== undefined) return null
    if (setHeader === undefined) {
      response.setHeader(header, id)
      return null
    }
    // Unlike Node, a framework may find out only when it answers.
    validateHeaderValue(header, id)
    setHeader(header, id)
    return header
  } catch {
    // The application's own id, which is no text for headers.
    return null
  }
}

/** Every response begins here, also with headers that nobody wrote. One function for all: no closure a request. */
function writeHeadAndNote(this: Noted & NodeResponse, ...args: readonly unknown[]): unknown {
  const notes = this[NOTES]
  if (notes === undefined) return undefined
  const scope = scopeOfHandle(this) as RequestScope<AnyLogger> | null
  scope?.responseStarted()
  const { echo, writeHead } = notes
  const headers = args.length > 1 ? args[args.length - 1] : undefined
  if (headers !== undefined) notes.length = lengthIn(headers)
  const all = echo === null ? args : withOneId(this, args, headers, echo, scope?.requestId)
  return Reflect.apply(writeHead, this, all)
}

function lengthIn(headers: unknown): unknown {
  if (typeof headers !== 'object' || headers === null) return undefined
  try {
    const named = headers as Record<string, unknown>
    return named['content-length'] ?? named['Content-Length']
  } catch {
    return undefined
  }
}

/** What `content-length` says; undefined for streams. */
export function declaredLength(response: NodeResponse): unknown {
  return (response as NodeResponse & Partial<Noted>)[NOTES]?.length ?? response.getHeader('content-length')
}

/** A framework may leave its headers out (a hijacked reply), or Node's response may have got an id of its own since. */
function withOneId(
  response: NodeResponse,
  args: readonly unknown[],
  headers: unknown,
  echo: string,
  requestId: string | undefined,
): readonly unknown[] {
  try {
    const own = response.getHeader(echo)
    const told = typeof headers === 'object' && headers !== null && echo in headers
    if (told && own !== undefined && (headers as Record<string, unknown>)[echo] === requestId) {
      const { [echo]: _ours, ...others } = headers as Record<string, unknown>
      return [...args.slice(0, -1), others]
    }
    if (!told && own === undefined && requestId !== undefined && !names(headers, echo)) {
      response.setHeader(echo, requestId)
    }
  } catch {
    // The response goes out as the application made it.
  }
  return args
}

/** In any case, and in the flat lists that `writeHead` takes. */
function names(headers: unknown, name: string): boolean {
  if (typeof headers !== 'object' || headers === null) return false
  const all = Array.isArray(headers) ? headers.flat() : Object.keys(headers)
  return all.some((one) => typeof one === 'string' && one.toLowerCase() === name)
}
