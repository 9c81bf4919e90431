import { withoutQuote } from 'fapilog'
import { safely } from './safely.ts'

/** Also of another realm (Jest's, a vm's); never throws. */
export function isError(thrown: unknown): thrown is Error {
  return safely(
    () => thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]',
    false,
  )
}

export interface DescribedError {
  readonly type: string
  readonly text: string
}

const MAX_TEXT = 1024

const textOf = (value: unknown): string =>
  safely(() => withoutQuote(String(value)).slice(0, MAX_TEXT), '[unprintable]')

/** Of an object that somebody threw instead of an error. */
function messageOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined
  const message = safely((): unknown => (thrown as { readonly message?: unknown }).message, undefined)
  return typeof message === 'string' && message !== '' ? message : undefined
}

/** What `error_type` and `error` print. The error itself, with its stack, is printed beside them. */
export function describeError(thrown: unknown): DescribedError {
  if (!isError(thrown)) return { type: typeof thrown, text: textOf(messageOf(thrown) ?? thrown) }
  const type = safely((): unknown => thrown.constructor?.name || thrown.name, undefined)
  const text = safely((): unknown => thrown.message, undefined)
  return { type: typeof type === 'string' && type !== '' ? type : 'Error', text: textOf(text) }
}

const RESETS: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])
/** What reading or writing reports when the other side has gone: then nobody here made a mistake. */
const DISCONNECTED: ReadonlySet<unknown> = new Set([...RESETS, 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'])

/** Of a connection, by its other side. */
export const isReset = (error: object): boolean => hasCode(error, RESETS)

export const isDisconnect = (thrown: unknown): boolean => hasCode(thrown, DISCONNECTED)

const hasCode = (thrown: unknown, codes: ReadonlySet<unknown>): boolean =>
  safely(() => codes.has((thrown as { readonly code?: unknown } | null)?.code), false)
