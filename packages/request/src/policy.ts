import type { LevelName } from 'fapilog'
import type { HttpOptions } from './http-options.ts'
import { headerReader, lowerCase } from './read-headers.ts'
import { idAcceptor, idChooser } from './request-id.ts'
import { skipRule } from './skip-rules.ts'

/** The options of an application, ready to be asked once a request. */
export type Policy = ReturnType<typeof compilePolicy>

/** Takes options that `checkOptions` has seen. */
export function compilePolicy(options: HttpOptions) {
  const { contextHeaders = {}, logStart = false } = options
  const { header = 'X-Request-ID', echo = true } = options.requestId ?? {}
  const redacted = lowerCase(options.redactHeaders ?? [])
  const requestId = { ...options.requestId, ...(redacted.has(header.toLowerCase()) && { propagate: false }) }
  const startLevel: LevelName | null =
    logStart === false || logStart === undefined ? null : logStart === true ? 'debug' : logStart
  return {
    isSkipped: skipRule(options),
    chooseId: idChooser(requestId),
    acceptsId: idAcceptor(requestId),
    echoHeader: echo ? header.toLowerCase() : null,
    readHeaders: headerReader(options.includeHeaders ?? [], options.redactHeaders ?? []),
    hidesUserAgent: redacted.has('user-agent'),
    contextHeaders: Object.entries(contextHeaders)
      .map(([field, name]) => [field, name.toLowerCase()] as const)
      .filter(([, name]) => !redacted.has(name)),
    query: options.query ?? 'omit',
    path: options.path ?? null,
    levelFor: options.levelFor ?? null,
    logErrorsOnSkip: options.logErrorsOnSkip ?? true,
    sampleRate: options.sampleRate ?? 1,
    slowMs: options.slowMs ?? Number.POSITIVE_INFINITY,
    trace: options.trace ?? true,
    callerSpanField: options.callerSpanField ?? 'parent_span_id',
    startLevel,
  }
}
