import type { FastifyInstance } from 'fastify'
import type { AnyLogger, RequestLogging } from '@fapilog/request'
import { RootLog } from './root-log.ts'

/** What a logger of the constructor's has, whosever it is. */
interface Given {
  readonly level?: unknown
  /** Ours, as all facades have it. */
  readonly audit?: unknown
}

/**
 * The logger that takes the place of `fastify.log`. The one of the constructor stays as it is, for whoever holds it and for
 * instances around this one.
 */
export function takeOverLogger(instance: FastifyInstance, logging: RequestLogging<AnyLogger>): RootLog {
  const given: object = instance.log
  if (given instanceof RootLog) return given
  const { level, audit } = given as Given
  // Fastify's stand-in for no logger.
  if (typeof level !== 'string') return new RootLog(logging, null)
  if (typeof audit !== 'function') warnOfForeign()
  return new RootLog(logging, null)
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
