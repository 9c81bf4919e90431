import { looksSecret } from 'fapilog'
import type { HttpOptions } from './http-options.ts'

/** Longer ones are cut; servers accept requests of 16 KiB and more. */
const MAX_LENGTH = 2048
const MAX_KEYS = 64
/** Beside what the core takes for a secret by its key: it errs on the hiding side. */
const SECRET = /auth|session|signature|^(sig|code)$/i

export interface SplitUrl {
  readonly path: string
  /** Without the question mark; '' when there is none. */
  readonly query: string
}

const cut = (text: string): string => (text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`)

/** Also of the absolute form that proxies send (`http://user:password@host/path`): its authority is left out. */
export function splitUrl(url: string): SplitUrl {
  const origin = url.startsWith('/') ? null : /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)
  const target = origin === null ? url : url.slice(origin[0].length)
  const mark = target.indexOf('?')
  const path = mark === -1 ? target : target.slice(0, mark)
  return { path: path === '' ? '/' : cut(path), query: mark === -1 ? '' : target.slice(mark + 1) }
}

/** What is printed as `query`; undefined for nothing. */
export function printQuery(query: string, mode: NonNullable<HttpOptions['query']>): unknown {
  if (query === '' || mode === 'omit') return undefined
  if (mode === 'full') return cut(query)
  const pairs = [...new URLSearchParams(cut(query))].slice(0, MAX_KEYS)
  if (mode === 'keys') return [...new Set(pairs.map(([key]) => key))]
  const shown: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>
  for (const [key, value] of pairs) {
    const text = looksSecret(key) || SECRET.test(key) ? '***' : value
    const before = shown[key]
    if (before === undefined) shown[key] = text
    else if (typeof before === 'string') shown[key] = [before, text]
    else before.push(text)
  }
  return shown
}
