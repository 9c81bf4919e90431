import { isError } from './exotic.ts'
import {
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  ObjectPrototype,
  objectTag,
} from './intrinsics.ts'
import { noFields } from './own-fields.ts'
import { withoutQuote } from './quoted-input.ts'
import { bigintForm, functionForm, symbolForm } from './scalar-forms.ts'

/** What a log call says, sorted into the places it is printed in. Nothing that was passed is left out. */
export interface LogCall {
  readonly message: string
  /** The message is the error's own: such texts are never interned. */
  readonly messageOfError: boolean
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
    return objectTag(value) === '[object Object]'
  } catch {
    return false
  }
}

/** As the encoder has it: also one of another realm, or made by `Error.prototype`. Never throws. */
export function isErrorValue(value: unknown): value is object {
  try {
    return typeof value === 'object' && value !== null && isError(value)
  } catch {
    return false
  }
}

function errorMessage(error: object): string {
  try {
    const { message } = error as { message?: unknown }
    return typeof message === 'string' ? withoutQuote(message) : ''
  } catch {
    return ''
  }
}

/** A getter is not asked: it is read as a field, once. */
function ownMessage(thrown: object): string {
  try {
    const message: unknown = getOwnPropertyDescriptor(thrown, 'message')?.value
    return typeof message === 'string' ? message : ''
  } catch {
    return ''
  }
}

/** Sorts what a log method was called with. User code may run in here (the message of an error may be a getter). */
export type ReadCall = (args: ArrayLike<unknown>) => LogCall

/**
 * `(message, fieldsOrError?, fields?)`, `(error, message?, fields?)`, `(fields, message?)`, and whatever
 * untyped callers pass instead.
 */
export function readCall(args: ArrayLike<unknown>): LogCall {
  let message: string | undefined
  let fields: object | null = null
  let exception: unknown
  let hasException = false
  let value: unknown
  let hasValue = false
  let rest: unknown[] | null = null
  for (let i = 0; i < args.length; i++) {
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
    } else {
      rest ??= []
      rest[rest.length] = argument
    }
  }
  const messageOfError = message === undefined && hasException
  if (message === undefined) message = hasException ? errorMessage(exception as object) : ''
  return {
    message,
    messageOfError,
    fields,
    exception,
    hasException,
    value,
    hasValue,
    args: rest,
    internal: false,
  }
}

/** What can be said of a thrown value that is no object. */
function thrownForm(thrown: unknown): object {
  const fields = noFields()
  fields.type = thrown === null ? 'null' : typeof thrown
  fields.message = textOf(thrown)
  return fields
}

function textOf(thrown: unknown): string {
  if (typeof thrown === 'bigint') return bigintForm(thrown)
  if (typeof thrown === 'symbol') return symbolForm(thrown)
  return typeof thrown === 'function' ? functionForm(thrown) : `${thrown as string}`
}

/** A call without a message says what was thrown, as it does for an Error. */
function spoken(call: LogCall, thrown: unknown): LogCall {
  if (call.message !== '') return call
  return {
    ...call,
    message: typeof thrown === 'object' && thrown !== null ? ownMessage(thrown) : textOf(thrown),
  }
}

/** For `exception(thrown, message?, fields?)`: what was thrown need not be an Error. */
export function readException(all: ArrayLike<unknown>): LogCall {
  const thrown = all[0]
  if (isErrorValue(thrown)) return readCall(all)
  const args: unknown[] = []
  for (let i = 1; i < all.length; i++) args[i - 1] = all[i]
  const call = spoken(readCall(args), thrown)
  const exception = typeof thrown === 'object' && thrown !== null ? thrown : thrownForm(thrown)
  if (!call.hasException) return { ...call, exception, hasException: true }
  // The place of the exception is taken by what was thrown; an error among the arguments stays one of them.
  const rest: unknown[] = [call.exception]
  for (let i = 0; call.args !== null && i < call.args.length; i++) rest[i + 1] = call.args[i]
  return { ...call, exception, args: rest }
}
