import { hasOwn, objectKeys } from './intrinsics.ts'
import { MAX_KEYS, MAX_NAME } from './limits.ts'
import { addMark, type Fields, noFields, readField } from './own-fields.ts'
import { cut, freeKey, moreKeys, threw } from './placeholders.ts'
import { firstErrors, isFindings, isOfRequest, isParsedBody, mayQuote, withoutQuote } from './quoted-input.ts'

/** The most telling name: an own or inherited `name`, or the class of a subclass that did not set one. */
function typeOf(error: object): string {
  const name = readField(error, 'name')
  if (typeof name === 'string' && name !== '' && name !== 'Error') return cut(name, MAX_NAME)
  const constructor = readField(error, 'constructor')
  if (typeof constructor === 'function') {
    const className = readField(constructor, 'name')
    if (typeof className === 'string' && className !== '') return cut(className, MAX_NAME)
  }
  return 'Error'
}

/**
 * `{type, message, stack, cause?, errors?, error?, suppressed?, ...own enumerable fields}`. Causes are left as they are:
 * the encoder meets them one level deeper, under its own limit. `message` was read already if it is given.
 */
export function errorFields(error: object, message?: string): object {
  const fields = noFields()
  fields.type = typeOf(error)
  const own = message ?? readField(error, 'message') ?? ''
  fields.message = typeof own === 'string' ? withoutQuote(own) : own
  const stack = readField(error, 'stack')
  if (stack !== undefined) {
    // Its first line has the message that the error was made with. Stacks are long: only these are searched.
    const isSearched = fields.type === 'SyntaxError' || (typeof own === 'string' && mayQuote(own))
    fields.stack = isSearched && typeof stack === 'string' ? withoutQuote(stack) : stack
  }
  try {
    if (hasOwn(error, 'cause')) fields.cause = readField(error, 'cause')
    if (hasOwn(error, 'errors')) fields.errors = firstErrors(readField(error, 'errors'))
    // A SuppressedError: `error` was thrown while `suppressed` was on its way.
    if (hasOwn(error, 'suppressed')) {
      if (hasOwn(error, 'error')) fields.error = readField(error, 'error')
      fields.suppressed = readField(error, 'suppressed')
    }
    addOwn(fields, error, objectKeys(error))
  } catch (thrown) {
    addMark(fields, threw(thrown))
  }
  return fields
}

const isPrinted = (key: string): boolean =>
  key === 'message' || key === 'stack' || key === 'cause' || key === 'errors'

function addOwn(fields: Fields, error: object, own: readonly string[]): void {
  // The seven above and the mark are keys, too.
  const room = hasOwn(fields, 'suppressed') ? MAX_KEYS - 8 : MAX_KEYS - 6
  const most = own.length > room ? room : own.length
  for (let i = 0; i < most; i++) {
    const key = own[i] as string
    if (isPrinted(key) || (key !== 'type' && hasOwn(fields, key))) continue
    if (isParsedBody(key, error, fields.type)) continue
    const read = readField(error, key)
    if (isOfRequest(key, read, error)) continue
    const value = key === 'validation' || isFindings(key, read) ? firstErrors(read) : read
    if (key !== 'type' && key !== 'name') fields[key] = value
    // An own `type` (as many HTTP clients set) must not hide the class of the error.
    else if (value !== fields.type) {
      fields[freeKey(`own_${key}`, (free) => hasOwn(fields, free) || hasOwn(error, free))] = value
    }
  }
  if (own.length > most) addMark(fields, moreKeys(own.length - most))
}
