import type { ErrorCode } from './codes.ts'
import { printValueOf } from './print-value.ts'

export interface FapilogErrorDetails {
  /** The setting, argument or variable that is wrong, dotted: `queue.capacity`. */
  readonly key?: string | undefined
  /** The offending value; kept as text only, see `FapilogError.value`. */
  readonly value?: unknown
  /** Where the value came from: `code`, the name of an environment variable, or a place in the sources. */
  readonly origin?: string | undefined
  readonly cause?: unknown
}

/**
 * What set-up throws. Tell errors apart by `code`, not by `instanceof`: two copies of the package
 * (ESM and CJS) have two classes.
 */
export class FapilogError extends Error {
  readonly code: ErrorCode
  declare readonly key?: string
  /** The offending value as printed: at most 100 characters, `***` when the key looks like a secret's. */
  declare readonly value?: string
  declare readonly origin?: string

  constructor(code: ErrorCode, message: string, details: FapilogErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    if (details.key !== undefined) this.key = details.key
    // Text, never the object itself: loggers and REPLs print an error's own properties in full.
    if ('value' in details) this.value = printValueOf(details.key, details.value)
    if (details.origin !== undefined) this.origin = details.origin
  }

  static {
    // On the prototype, so that util.inspect does not list it among the error's own properties.
    Object.defineProperty(this.prototype, 'name', {
      value: 'FapilogError',
      configurable: true,
      writable: true,
    })
  }
}
