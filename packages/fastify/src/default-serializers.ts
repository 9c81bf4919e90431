import { splitUrl } from '@fapilog/request'
import type { Serializers } from './serializers.ts'

/** What is read of Fastify's request, or of Node's. */
interface RequestLike {
  readonly method?: unknown
  readonly url?: unknown
  readonly host?: unknown
  readonly ip?: unknown
  readonly socket?: { readonly remotePort?: unknown } | null
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** As Fastify's own, without the query, which carries tokens, and without the authority of an absolute one, which may
 * carry a password. Errors need none: they are printed with stack and cause. */
export const defaultSerializers: Serializers = {
  req(value) {
    if (!isObject(value)) return value
    const { method, url, host, ip, socket } = value as RequestLike
    const path = typeof url === 'string' ? splitUrl(url).path : undefined
    return { method, url: path, host, remoteAddress: ip, remotePort: socket?.remotePort }
  },
  res: (value) =>
    isObject(value) ? { statusCode: (value as { readonly statusCode?: unknown }).statusCode } : value,
}
