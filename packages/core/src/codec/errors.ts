import { create, hasOwn, isArray, objectKeys } from './intrinsics.ts'
import { MAX_AGGREGATED_ERRORS, MAX_KEYS, MAX_NAME } from './limits.ts'
import { cut, MORE_KEY, moreItems, moreKeys, threw } from './placeholders.ts'

const PRINTED = new Set(['type', 'message', 'stack', 'name', 'cause', 'errors'])

function read(error: object, key: string): unknown {
  try {
    return (error as Record<string, unknown>)[key]
  } catch (thrown) {
    return threw(thrown)
  }
}

/** The most telling name: an own or inherited `name`, or the class of a subclass that did not set one. */
function typeOf(error: object): string {
  const name = read(error, 'name')
  if (typeof name === 'string' && name !== '' && name !== 'Error') return cut(name, MAX_NAME)
  const constructor = read(error, 'constructor')
  if (typeof constructor === 'function') {
    const className = read(constructor, 'name')
    if (typeof className === 'string' && className !== '') return cut(className, MAX_NAME)
  }
  return 'Error'
}

/**
 * `{type, message, stack, cause?, errors?, ...own enumerable fields}`. Causes are left as they are:
 * the encoder meets them one level deeper, under its own limit.
 */
export function errorFields(error: object): object {
  const fields = create(null) as Record<string, unknown>
  fields.type = typeOf(error)
  const message = read(error, 'message')
  fields.message = typeof message === 'string' || message === undefined ? (message ?? '') : message
  const stack = read(error, 'stack')
  if (stack !== undefined) fields.stack = stack
  let own: readonly string[] = []
  try {
    own = objectKeys(error)
    if (hasOwn(error, 'cause')) fields.cause = read(error, 'cause')
    if (hasOwn(error, 'errors')) fields.errors = firstErrors(read(error, 'errors'))
  } catch (thrown) {
    fields[MORE_KEY] = threw(thrown)
  }
  const most = Math.min(own.length, MAX_KEYS)
  for (let i = 0; i < most; i++) {
    const key = own[i] as string
    if (key === 'type' || key === 'name') {
      // An own `type` (as many HTTP clients set) must not hide the class of the error.
      const value = read(error, key)
      if (value !== fields.type) fields[`own_${key}`] = value
    } else if (!PRINTED.has(key)) fields[key] = read(error, key)
  }
  if (own.length > most) fields[MORE_KEY] = moreKeys(own.length - most)
  return fields
}

function firstErrors(errors: unknown): unknown {
  if (!isArray(errors) || errors.length <= MAX_AGGREGATED_ERRORS) return errors
  const shown: unknown[] = []
  for (let i = 0; i < MAX_AGGREGATED_ERRORS; i++) shown[i] = errors[i]
  shown[MAX_AGGREGATED_ERRORS] = moreItems(errors.length - MAX_AGGREGATED_ERRORS)
  return shown
}
