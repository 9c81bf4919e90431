import { FapilogError } from '../errors/fapilog-error.ts'
import type { SinkFailure } from '../pipeline/thread-messages.ts'

/** Throws FAPILOG_E_SINK for the first of them, and names the others. */
export function refuseFailedSinks(failures: readonly SinkFailure[]): void {
  const [first, ...others] = failures
  if (first === undefined) return
  const also = others.length === 0 ? '' : `; nor could ${others.map(nameOf).join(', ')}`
  throw new FapilogError('FAPILOG_E_SINK', `${nameOf(first)} could not be set up: ${first.message}${also}`, {
    key: `sinks.${first.name}`,
    cause: causeOf(first),
  })
}

const nameOf = ({ name, module }: SinkFailure): string =>
  module === null ? `sink "${name}"` : `sink "${name}" (${module})`

function causeOf({ message, stack }: SinkFailure): Error {
  const cause = new Error(message)
  // Where it happened: on the dedicated thread.
  if (stack !== null) cause.stack = stack
  return cause
}
