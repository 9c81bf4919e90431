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
    shown[i] = isOfAjv(given) ? withoutData(given) : given
    if (shown[i] !== given) isChanged = true
  }
  if (most < errors.length) shown[most] = moreItems(errors.length - most)
  return isChanged ? shown : errors
}

const isOfAjv = (found: unknown): found is object =>
  typeof found === 'object' && found !== null && hasOwn(found, 'schemaPath') && hasOwn(found, 'keyword')

/** With `verbose`, a finding has the value that it is about, and the schema. */
function withoutData(found: object): object {
  const fields = noFields()
  for (const key of objectKeys(found)) {
    if (key !== 'data' && key !== 'schema' && key !== 'parentSchema') fields[key] = readField(found, key)
  }
  return fields
}
