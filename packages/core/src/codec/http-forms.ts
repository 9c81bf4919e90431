import type { ClassSerializer } from './user-code.ts'

/**
 * What is printed of a server's request or response: they hold headers, cookies, sockets and half of the process.
 * Known by what their prototypes have, those of node:http, node:http2 and Fastify, since loading those takes longer than
 * starting a logger. A serializer of the application's own is asked first.
 */
export function httpForm(prototype: object): ClassSerializer | undefined {
  // Fastify's reply first: it has a method `headers` and the options of its route, as a request has.
  const answers = 'setHeader' in prototype && 'writeHead' in prototype
  if (answers || ('hijack' in prototype && 'serializer' in prototype)) return responseForm
  return 'headers' in prototype && ('trailers' in prototype || 'routeOptions' in prototype)
    ? requestForm
    : undefined
}

/** Without the query, which may hold secrets as headers do. */
function requestForm(request: unknown): unknown {
  const { method, url } = request as { readonly method?: unknown; readonly url?: unknown }
  const form = Object.create(null) as Record<string, unknown>
  form['method'] = method
  form['path'] = typeof url === 'string' ? url.slice(0, endOfPath(url)) : undefined
  return form
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
