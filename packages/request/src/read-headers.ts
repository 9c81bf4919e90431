import type { HeaderSource } from './request-facts.ts'

/** The value of a header, joined as Node joins repeated ones; undefined when it is missing or empty. */
export function readHeader(headers: HeaderSource, name: string): string | undefined {
  // A client's header named `get` is a text.
  if (typeof headers.get === 'function') return headers.get(name) || undefined
  const value = (headers as Readonly<Record<string, string | readonly string[] | undefined>>)[name]
  if (typeof value === 'string') return value === '' ? undefined : value
  return Array.isArray(value) ? value.join(', ') : undefined
}

/** A `content-length`; undefined when there is none or it is no whole number. */
export function readLength(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** Never printed: the nine of the Python original and those of clouds and proxies. */
const ALWAYS_HIDDEN = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-auth-token',
  'x-csrf-token',
  'x-forwarded-authorization',
  'proxy-authorization',
  'www-authenticate',
  'x-amz-security-token',
  'x-goog-iap-jwt-assertion',
  'cf-access-jwt-assertion',
  'x-vault-token',
]

export const isAlwaysHidden = (name: string): boolean => ALWAYS_HIDDEN.includes(name.toLowerCase())

export const lowerCase = (names: readonly string[]): ReadonlySet<string> =>
  new Set(names.map((name) => name.toLowerCase()))

const HIDDEN = '***'

/** Makes a reader of the allowed headers, in a new object; null when none is allowed. */
export function headerReader(
  allowed: readonly string[],
  hidden: readonly string[],
): ((headers: HeaderSource) => object | undefined) | null {
  if (allowed.length === 0) return null
  const secret = lowerCase([...ALWAYS_HIDDEN, ...hidden])
  const names = lowerCase(allowed)
  return (headers) => {
    const read: Record<string, string> = Object.create(null) as Record<string, string>
    let any = false
    for (const name of names) {
      const value = readHeader(headers, name)
      if (value === undefined) continue
      read[name] = secret.has(name) ? HIDDEN : value
      any = true
    }
    return any ? read : undefined
  }
}
