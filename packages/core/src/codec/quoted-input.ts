import { hasOwn, indexOf, isArray, lastIndexOf, objectKeys, stringSlice } from './intrinsics.ts'
import { MAX_AGGREGATED_ERRORS } from './limits.ts'
import { noFields, readField } from './own-fields.ts'
import { moreItems } from './placeholders.ts'

/**
 * What errors quote of the input that they are about. That is mostly the body of a request, with passwords and all:
 * the error is printed without it.
 */

const TOKEN = 'Unexpected token'
const INVALID = ' is not valid JSON'
const OF_BUN = 'JSON Parse error'

/** Also of a message that was cut already. */
export const mayQuote = (message: string): boolean => indexOf(message, INVALID) >= 0

/** The message or the stack of an error, without the piece of its input that `JSON.parse` puts there. */
export function withoutQuote(text: string): string {
  const end = lastIndexOf(text, INVALID)
  if (end < 0) return withoutToken(text)
  // `Unexpected token 'h', ..."{"pin":hush}" is not valid JSON`; what else is not valid JSON has no input in it.
  const start = indexOf(text, `${TOKEN} '`)
  if (start < 0 || start > end) return text
  return `${stringSlice(text, 0, start + TOKEN.length)} …${stringSlice(text, end)}`
}

/** Bun's: `JSON Parse error: Unexpected identifier "hush"`. */
function withoutToken(text: string): string {
  const start = indexOf(text, `${OF_BUN}: `)
  if (start < 0) return text
  const end = indexOf(text, '\n', start)
  return `${stringSlice(text, 0, start + OF_BUN.length)}${end < 0 ? '' : stringSlice(text, end)}`
}

/** What libraries put on errors of a request that came in or went out, whole: secrets are in there. */
const OF_REQUESTS: readonly string[] = ['headers', 'rawHeaders', 'query', '_original', 'rawPacket']

/**
 * Whether an own field of an error is a part of a request, or all of it: a client's settings (`config`, `options`) and
 * responses are known by their headers.
 */
export function isOfRequest(key: string, value: unknown, error: object): boolean {
  if (key === 'input' || key === 'base') return readField(error, 'code') === 'ERR_INVALID_URL'
  if (typeof value !== 'object' || value === null) return false
  return includesText(OF_REQUESTS, key) || hasHeaders(value)
}

function hasHeaders(value: object): boolean {
  try {
    // An error that has headers is still an error, and printed as one.
    return hasOwn(value, 'headers') && !hasOwn(value, 'stack')
  } catch {
    // A Proxy's.
    return false
  }
}

/** Whether an own field of an error is the body that could not be parsed. `expose` is of http-errors. */
export const isParsedBody = (key: string, error: object, type: unknown): boolean =>
  (key === 'body' || key === 'rawBody') &&
  (type === 'SyntaxError' || typeof readField(error, 'expose') === 'boolean')

/** An aggregate's errors, or what a validator found: the first ones. */
export function firstErrors(errors: unknown): unknown {
  if (!isArray(errors)) return errors
  const most = errors.length > MAX_AGGREGATED_ERRORS ? MAX_AGGREGATED_ERRORS : errors.length
  let isChanged = most < errors.length
  const shown: unknown[] = []
  for (let i = 0; i < most; i++) {
    const given: unknown = errors[i]
    shown[i] = isFinding(given) ? withoutData(given) : given
    if (shown[i] !== given) isChanged = true
  }
  if (most < errors.length) shown[most] = moreItems(errors.length - most)
  return isChanged ? shown : errors
}

/** Joi's `details`. */
export const isFindings = (key: string, value: unknown): boolean =>
  key === 'details' && isArray(value) && isFinding(value[0])

/** Of ajv, Joi or express-validator. */
function isFinding(found: unknown): found is object {
  if (typeof found !== 'object' || found === null) return false
  try {
    if (hasOwn(found, 'schemaPath')) return hasOwn(found, 'keyword')
    if (!hasOwn(found, 'path') || !hasOwn(found, 'type')) return false
    return hasOwn(found, 'msg')
      ? hasOwn(found, 'location')
      : hasOwn(found, 'context') && hasOwn(found, 'message')
  } catch {
    // A Proxy's.
    return false
  }
}

/** A finding has the value that it is about (ajv's with `verbose`, and the schema), Joi's in its `context`. */
function withoutData(found: object): object {
  const isOfAjv = hasOwn(found, 'schemaPath')
  const left = isOfAjv ? ['data', 'schema', 'parentSchema'] : ['value', 'context']
  const fields = noFields()
  for (const key of objectKeys(found)) {
    if (!includesText(left, key)) fields[key] = readField(found, key)
  }
  return fields
}

function includesText(list: readonly string[], text: string): boolean {
  for (let i = 0; i < list.length; i++) if (list[i] === text) return true
  return false
}
