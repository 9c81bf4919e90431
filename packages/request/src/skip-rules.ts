import type { HttpOptions } from './http-options.ts'
import type { RequestStart } from './request-facts.ts'
import { safely } from './safely.ts'

/** Whether a request has no line of its own, unless it fails. */
export type IsSkipped = (path: string, start: RequestStart) => boolean

export function skipRule({ skipPaths = [], skip }: HttpOptions): IsSkipped {
  const exact = new Set(skipPaths.filter((rule) => typeof rule === 'string' && !rule.endsWith('/*')))
  const prefixes = skipPaths.flatMap((rule) =>
    typeof rule === 'string' && rule.endsWith('/*') ? [rule.slice(0, -1)] : [],
  )
  // Without `g` and `y`, whose `lastIndex` would make every second test false.
  const patterns = skipPaths.flatMap((rule) =>
    typeof rule === 'string' ? [] : [new RegExp(rule.source, rule.flags.replace(/[gy]/g, ''))],
  )
  if (skipPaths.length === 0 && skip === undefined) return () => false
  return (path, start) =>
    exact.has(path) ||
    prefixes.some((prefix) => path.startsWith(prefix)) ||
    patterns.some((pattern) => pattern.test(path)) ||
    (skip !== undefined && safely(() => skip(start) === true, false))
}
