import { FapilogError } from '../errors/fapilog-error.ts'

export const joinKey = (parent: string, key: string): string => (parent === '' ? key : `${parent}.${key}`)

/** Error: FAPILOG_E_CONFIG, that `key` threw when it was read. */
export const attempt = <T>(key: string, read: () => T): T => {
  try {
    return read()
  } catch (cause) {
    const what = key === '' ? 'The settings' : key
    throw new FapilogError('FAPILOG_E_CONFIG', `${what} threw an error when it was read`, {
      key: key === '' ? undefined : key,
      origin: 'code',
      cause,
    })
  }
}

/** Of any realm: an inherited key would be ignored silently, so an object that may inherit some is not plain. */
export const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype) return true
  return (
    typeof prototype === 'object' &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  )
}

/** Reads a property that may be a getter. */
export const readKey = (input: object, key: string, path: string): unknown =>
  attempt(path, () => (input as Readonly<Record<string, unknown>>)[key])
