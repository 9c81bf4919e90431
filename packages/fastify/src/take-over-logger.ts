import type { FastifyInstance } from 'fastify'
import { FapilogError } from 'fapilog'
import type { AnyLogger, RequestLogging } from '@fapilog/request'
import { constructorSerializers, redacts } from './constructor-logger.ts'
import { RootLog } from './root-log.ts'

/** What a logger of the constructor's has, whosever it is. */
interface Given {
  readonly level?: unknown
  /** Ours, as all facades have it. */
  readonly audit?: unknown
}

/**
 * The logger that takes the place of `fastify.log`. The one of the constructor stays as it is, for whoever holds it and for
 * instances around this one. Throws FAPILOG_E_ARGUMENT where that one hides what ours would print.
 */
export function takeOverLogger(instance: FastifyInstance, logging: RequestLogging<AnyLogger>): RootLog {
  const given: object = instance.log
  if (given instanceof RootLog) return given
  const { level, audit } = given as Given
  // Fastify's stand-in for no logger.
  if (typeof level !== 'string') return new RootLog(logging, null)
  if (redacts(given)) {
    throw new FapilogError(
      'FAPILOG_E_ARGUMENT',
      "the logger of Fastify's constructor has `redact`, which fapilog would not apply: leave that logger out, and hide by registerSerializer() or logSerializers",
      { key: 'redact' },
    )
  }
  if (typeof audit !== 'function') warnOfForeign()
  return new RootLog(logging, constructorSerializers(given))
}

let warned = false

function warnOfForeign(): void {
  if (warned) return
  warned = true
  process.emitWarning(
    'Fastify was given a logger of its own, which logs no requests any more: fapilog does',
    {
      code: 'FAPILOG_W_FASTIFY_LOGGER',
    },
  )
}
