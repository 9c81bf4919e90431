import { getPrototypeOf, isArray, ObjectPrototype } from './intrinsics.ts'
import { isError } from './exotic.ts'

/** What a log call says, sorted into the places it is printed in. Nothing that was passed is left out. */
export interface LogCall {
  readonly message: string
  readonly fields: object | null
  /** Printed as `diagnostics.exception`. */
  readonly exception: unknown
  readonly hasException: boolean
  /** A second argument that is neither fields nor an error: printed as `data.value`. */
  readonly value: unknown
  readonly hasValue: boolean
  /** What no signature has a place for: printed as `data.args`. */
  readonly args: readonly unknown[] | null
  /** Made by the pipeline itself: outside the counts. */
  readonly internal: boolean
}

/** Objects that have fields; lists, dates, maps and the like are values. */
function hasFields(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  try {
    if (isArray(value)) return false
    const prototype = getPrototypeOf(value) as object | null
    if (prototype === null || prototype === ObjectPrototype) return true
    // A class of the user's (or an object of another realm): its tag is the default one.
    return Object.prototype.toString.call(value) === '[object Object]'
  } catch {
    return false
  }
}

function isErrorValue(value: unknown): value is object {
  try {
    return typeof value === 'object' && value !== null && isError(value)
  } catch {
    return false
  }
}

function errorMessage(error: object): string {
  try {
    const { message } = error as { message?: unknown }
    return typeof message === 'string' ? message : ''
  } catch {
    return ''
  }
}

/**
 * `(message, fieldsOrError?, fields?)`, `(error, message?, fields?)`, `(fields, message?)`, and whatever
 * untyped callers pass instead.
 */
export function readCall(args: ArrayLike<unknown>, count: number): LogCall {
  let message: string | undefined
  let fields: object | null = null
  let exception: unknown
  let hasException = false
  let value: unknown
  let hasValue = false
  let rest: unknown[] | null = null
  for (let i = 0; i < count; i++) {
    const argument = args[i]
    if (typeof argument === 'string' && message === undefined && i < 2) message = argument
    else if (!hasException && isErrorValue(argument)) {
      exception = argument
      hasException = true
    } else if (fields === null && hasFields(argument)) fields = argument
    else if (argument === undefined) continue
    else if (!hasValue && i < 2) {
      value = argument
      hasValue = true
    } else (rest ??= []).push(argument)
  }
  if (message === undefined) message = hasException ? errorMessage(exception as object) : ''
  return { message, fields, exception, hasException, value, hasValue, args: rest, internal: false }
}

/** For `exception(thrown, message?, fields?)`: what was thrown need not be an Error. */
export function exceptionCall(thrown: unknown, args: readonly unknown[]): LogCall {
  const call = readCall(
    isErrorValue(thrown) ? [thrown, ...args] : args,
    args.length + (isErrorValue(thrown) ? 1 : 0),
  )
  if (call.hasException) return call
  const form =
    typeof thrown === 'object' && thrown !== null ? thrown : { type: typeof thrown, message: String(thrown) }
  return { ...call, exception: form, hasException: true }
}
