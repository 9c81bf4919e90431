import { FapilogError } from 'fapilog'

/** Whether a value will do, and what follows "must be" in the error. */
export type Check = readonly [isRight: (value: unknown) => boolean, expected: string]

export const isFunction = (value: unknown): boolean => typeof value === 'function'

export const isShare = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= 1

export const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isListOf = (value: unknown, isRight: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isRight)

/** https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
export const isHeaderName = (value: unknown): boolean =>
  typeof value === 'string' && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value)

export function wrong(key: string, value: unknown, expected: string): FapilogError {
  return new FapilogError('FAPILOG_E_ARGUMENT', `${key} must be ${expected}`, { key, value })
}

type Checks = Readonly<Record<string, Check>>

/** Throws for a wrong value, and for a key that is a misspelt one of these; others are somebody else's. */
export function checkKnown(given: object, checks: Checks, prefix: string): void {
  for (const [key, value] of Object.entries(given)) {
    const check = Object.hasOwn(checks, key) ? checks[key] : undefined
    if (check === undefined) refuseMisspelt(key, Object.keys(checks), prefix)
    else if (value !== undefined && !check[0](value)) throw wrong(`${prefix}${key}`, value, check[1])
  }
}

/** Throws for an unknown key as well. */
export function checkAll(given: object, checks: Checks, prefix: string): void {
  checkKnown(given, checks, prefix)
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(checks, key))
  if (unknown === undefined) return
  const known = Object.keys(checks).join(', ')
  throw new FapilogError('FAPILOG_E_ARGUMENT', `${prefix}${unknown} is no option. Known here: ${known}`, {
    key: `${prefix}${unknown}`,
  })
}

const fold = (key: string): string =>
  key
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/s$/, '')

function refuseMisspelt(key: string, known: readonly string[], prefix: string): void {
  const near = known.find((name) => fold(name) === fold(key))
  if (near === undefined) return
  const message = `${prefix}${key} is no option; did you mean ${prefix}${near}?`
  throw new FapilogError('FAPILOG_E_ARGUMENT', message, { key: `${prefix}${key}` })
}
