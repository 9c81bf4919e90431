import { FapilogError, type LoggerOptions } from 'fapilog'
import type { AsyncRequestLoggingOptions, HttpOptions, RequestLoggingOptions } from './http-options.ts'
import type { AnyLogger } from './types.ts'

export interface ReadOptions {
  readonly logger: AnyLogger | undefined
  readonly isAsync: boolean
  readonly settings: LoggerOptions
  readonly http: HttpOptions
  readonly drainTimeoutMs: number
  readonly strictStart: boolean
}

export function readOptions(options: RequestLoggingOptions | AsyncRequestLoggingOptions): ReadOptions {
  const { logger, async: isAsync = false, drainTimeoutMs = 5000, strictStart = false, ...rest } = options
  const http: Record<string, unknown> = {}
  const settings: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(rest)) {
    if (HTTP_KEYS.has(key)) http[key] = value
    else settings[key] = value
  }
  if (logger !== undefined && Object.values(settings).some((value) => value !== undefined)) {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'logger and settings of one exclude each other', {
      key: 'logger',
      value: logger,
    })
  }
  return { logger, isAsync, settings, http, drainTimeoutMs, strictStart }
}

const HTTP_KEYS: ReadonlySet<string> = new Set([
  'skipPaths',
  'skip',
  'logErrorsOnSkip',
  'sampleRate',
  'slowMs',
  'includeHeaders',
  'redactHeaders',
  'query',
  'path',
  'requestId',
  'contextHeaders',
  'trace',
  'callerSpanField',
  'levelFor',
  'logStart',
] satisfies (keyof HttpOptions)[])
