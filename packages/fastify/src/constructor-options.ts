import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import { createRequestLogging, requestIdChooser } from '@fapilog/request'
import { answerFrameworkError, type FrameworkErrorHandler } from './framework-errors.ts'
import { type FastifyLoggingOptions, readOptions } from './options.ts'
import { RootLog } from './root-log.ts'
import { controllerOf } from './take-over-lines.ts'

/** For Fastify's constructor; register `fapilogPlugin` as well, without options: it takes these. */
export interface FapilogFastifyOptions {
  readonly loggerInstance: FastifyBaseLogger
  /** The same id for `request.id`, the log and the response. */
  readonly genReqId: (request: { readonly headers: IncomingHttpHeaders }) => string
  readonly frameworkErrors: FrameworkErrorHandler
}

/** Fastify itself, from 5.10 on: its log controller must be of the very Fastify that is used. */
export interface WithLogController<Controller> {
  readonly LogController: new (options?: { disableRequestLogging?: boolean }) => Controller
}

/**
 * The complete mode: `Fastify({ ...fapilogFastifyOptions({ preset: 'production' }, Fastify) })`. Beyond what the plugin
 * does alone, `fastify.log` is fapilog's from the start, `request.id` is the id in the log, and a malformed URL is logged
 * with its error. With Fastify itself as the second argument (5.10 and later), its lines of routes that no plugin logs have no
 * query. Throws FAPILOG_E_ARGUMENT and FAPILOG_E_CONFIG for wrong options.
 */
export function fapilogFastifyOptions(options?: FastifyLoggingOptions): FapilogFastifyOptions
export function fapilogFastifyOptions<Controller extends object>(
  options: FastifyLoggingOptions,
  fastify: WithLogController<Controller>,
): FapilogFastifyOptions & { readonly logController: Controller }
export function fapilogFastifyOptions<Controller extends object>(
  options: FastifyLoggingOptions = {},
  fastify?: Partial<WithLogController<Controller>>,
): FapilogFastifyOptions & { readonly logController?: Controller } {
  const { frameworkLines, rest } = readOptions(options)
  const logging = createRequestLogging(rest)
  const chooseId = requestIdChooser(rest.requestId)
  const Base = fastify?.LogController
  return {
    loggerInstance: new RootLog(logging, null, { logging, frameworkLines }).public(),
    // Fastify has no requests without an id.
    genReqId: ({ headers }) => chooseId(headers) ?? '',
    frameworkErrors: (error, request, reply) => answerFrameworkError(logging, error, request, reply),
    ...(Base === undefined ? {} : { logController: controllerOf(new Base()) }),
  }
}
