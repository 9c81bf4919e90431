import { hasOwn } from './intrinsics.ts'
import type { ClassSerializer } from './user-code.ts'

/**
 * What is printed of a server's request or response: they hold headers, cookies, sockets and half of the process.
 * Known by what their prototypes have, those of node:http, node:http2 and Fastify, since loading those takes longer than
 * starting a logger. A simulated request (`light-my-request`, of Fastify's `inject()`, through which adapters for functions in
 * clouds run whole applications) is a stream whose instances have what a request has: the first one tells. A serializer of
 * the application's own is asked first.
 */
export function httpForm(prototype: object, instance: object): ClassSerializer | undefined {
  // Fastify's reply first: it has a method `headers` and the options of its route, as a request has.
  const answers = 'setHeader' in prototype && 'writeHead' in prototype
  if (answers || ('hijack' in prototype && 'serializer' in prototype)) return responseForm
  if ('pipe' in prototype && hasOwn(instance, 'rawHeaders') && hasOwn(instance, 'httpVersion'))
    return requestForm
  return 'headers' in prototype && ('trailers' in prototype || 'routeOptions' in prototype)
    ? requestForm
    : undefined
}

function requestForm(request: unknown): unknown {
  const { method, url } = request as { readonly method?: unknown; readonly url?: unknown }
  const form = Object.create(null) as Record<string, unknown>
  form['method'] = method
  form['path'] = typeof url === 'string' ? pathOf(url) : undefined
  return form
}

/** Without the query, and without the authority of `http://user:password@host/`: both may hold secrets, as headers do. */
export function pathOf(url: string): string {
  const end = endOfPath(url)
  let start = 0
  for (let i = 0; i < end && url[i] !== '/'; i++) if (url[i] === ':' && url[i + 1] === '/') start = i + 3
  while (start > 0 && start < end && url[start] !== '/') start++
  return start === end && end > 0 ? '/' : url.slice(start, end)
}

function endOfPath(url: string): number {
  for (let i = 0; i < url.length; i++) if (url[i] === '?' || url[i] === '#') return i
  return url.length
}

function responseForm(response: unknown): unknown {
  const form = Object.create(null) as Record<string, unknown>
  form['status_code'] = (response as { readonly statusCode?: unknown }).statusCode
  return form
}
