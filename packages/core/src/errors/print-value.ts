import { looksSecret } from './secret-key.ts'

const printedLimit = 100
// Longer input is cut before any work is done on it.
const readLimit = 4_096
const mask = '***'
const userinfo = /\/\/[^\s/?#]*@/g
// Control characters (C0, DEL, C1), line separators and bidirectional controls: none may reach a terminal through a message.
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1)}…`

/** Text fit for a message: bounded, without credentials of URLs, on one line, without control characters. */
export const printText = (text: string, limit: number = printedLimit): string =>
  cut(text.slice(0, readLimit).replace(userinfo, `//${mask}@`).replace(unprintable, escapeUnit), limit)

const printObject = (value: object): string => {
  try {
    if (!Array.isArray(value)) return 'an object'
    return value.length === 0 ? 'an empty array' : 'an array'
  } catch {
    return 'an object' // a revoked Proxy
  }
}

/**
 * A value as it appears in messages: at most 100 characters. Nothing inside an object is read, so
 * nothing is shown that its keys would have told us to hide.
 */
export const printValue = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return `"${printText(value, printedLimit - 2)}"`
    case 'bigint':
      // Printing a bigint takes quadratic time.
      return BigInt.asIntN(128, value) === value ? `${value}n` : 'a large bigint'
    case 'symbol':
      return printText(String(value))
    case 'function':
      return 'a function'
    case 'object':
      return value === null ? 'null' : printObject(value)
    default:
      return String(value)
  }
}

/** `printValue`, or `***` when the key looks like the name of a secret. */
export const printValueOf = (key: string | undefined, value: unknown): string =>
  key !== undefined && looksSecret(key) ? mask : printValue(value)
