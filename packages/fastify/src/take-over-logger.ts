import type { FastifyInstance } from 'fastify'
import type { AnyLogger, RequestLogging } from '@fapilog/request'
import type { ChildOptions, FastifyLogger } from './fastify-logger.ts'
import type { FrameworkLines } from './options.ts'
import { EarlyLog } from './request-log.ts'
import { RootLog } from './root-log.ts'
import { mergeSerializers, readSerializers } from './serializers.ts'

/** What a logger of the constructor's has, whosever it is. */
interface Given {
  readonly level?: unknown
  /** Ours, as all facades have it. */
  readonly audit?: unknown
  child: unknown
}

/**
 * The logger that takes the place of `fastify.log`. Fastify goes on to make a request's first logger by the one of its
 * constructor, which is a child of what was given there and Fastify's alone: from now on that makes loggers of ours,
 * so that no line of a request is printed twice, or with the whole request in it.
 */
export function takeOverLogger(
  instance: FastifyInstance,
  logging: RequestLogging<AnyLogger>,
  frameworkLines: FrameworkLines,
): RootLog {
  const given: unknown = instance.log
  if (given instanceof RootLog) return given
  const root = new RootLog(logging, null)
  const { level, audit } = given as Given
  // Fastify's stand-in for no logger is one object for all applications of the process, and asked for no children.
  if (typeof level !== 'string') return root
  if (typeof audit !== 'function') warnOfForeign()
  ;(given as Given).child = (_bindings: object, options: ChildOptions = {}): FastifyLogger => {
    const serializers = mergeSerializers(root.serializers, readSerializers(options.serializers))
    return new EarlyLog(logging, serializers, frameworkLines === 'absorb')
  }
  return root
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
