import { FapilogError, isLevelName, type LoggerOptions } from 'fapilog'
import { environmentOptions } from './environment.ts'
import type { AsyncRequestLoggingOptions, HttpOptions, RequestLoggingOptions } from './http-options.ts'
import {
  type Check,
  checkAll,
  checkKnown,
  isFunction,
  isHeaderName,
  isListOf,
  isPlainObject,
  isShare,
  wrong,
} from './option-checks.ts'
import { isAlwaysHidden, lowerCase } from './read-headers.ts'
import type { AnyLogger } from './types.ts'

export interface ReadOptions {
  readonly logger: AnyLogger | undefined
  readonly isAsync: boolean
  /** For `getLogger`, which checks them. */
  readonly settings: LoggerOptions
  readonly http: HttpOptions
  readonly drainTimeoutMs: number
  readonly strictStart: boolean
}

type Options = RequestLoggingOptions | AsyncRequestLoggingOptions

type OwnKey = keyof HttpOptions | 'logger' | 'async' | 'drainTimeoutMs' | 'strictStart'

const flag: Check = [(value) => typeof value === 'boolean', 'true or false']

const headerNames: Check = [(value) => isListOf(value, isHeaderName), 'a list of header names']

const isLogger = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'log' in value && 'bind' in value

/** Their values end up on every line. */
const isPrintable = (name: unknown): boolean => isHeaderName(name) && !isAlwaysHidden(name as string)

const CHECKS = {
  skipPaths: [
    (value) => isListOf(value, (rule) => rule instanceof RegExp || isPathRule(rule)),
    'a list of paths ("/health"), prefixes ("/internal/*") and regular expressions',
  ],
  skip: [isFunction, 'a function'],
  logErrorsOnSkip: flag,
  sampleRate: [isShare, 'a number from 0 to 1'],
  slowMs: [(value) => typeof value === 'number' && value >= 0, 'a number of milliseconds'],
  includeHeaders: headerNames,
  redactHeaders: headerNames,
  query: [
    (value) => ['omit', 'keys', 'redacted', 'full'].includes(value as string),
    '"omit", "keys", "redacted" or "full"',
  ],
  path: [isFunction, 'a function'],
  requestId: [isPlainObject, 'an object'],
  contextHeaders: [
    (value) => isPlainObject(value) && Object.values(value).every(isPrintable),
    'an object of names of headers that may be printed: { user_id: "x-user-id" }',
  ],
  trace: flag,
  callerSpanField: [
    (value) => value === 'parent_span_id' || value === 'span_id',
    '"parent_span_id" or "span_id"',
  ],
  levelFor: [isFunction, 'a function'],
  logStart: [
    (value) => typeof value === 'boolean' || isLevelName(value),
    'true, false or a level, such as "debug"',
  ],
  logger: [isLogger, 'a logger of getLogger() or getAsyncLogger()'],
  async: flag,
  drainTimeoutMs: [(value) => typeof value === 'number' && value >= 0, 'a number of milliseconds'],
  strictStart: flag,
} as const satisfies Readonly<Record<OwnKey, Check>>

const ID_CHECKS = {
  header: [isPrintable, 'the name of a header that may be printed'],
  propagate: flag,
  accept: [(value) => value instanceof RegExp, 'a regular expression'],
  generate: [(value) => value === false || isFunction(value), 'a function, or false'],
  echo: flag,
} as const satisfies Readonly<Record<keyof NonNullable<HttpOptions['requestId']>, Check>>

// A path has no query: a rule with one would never match.
const isPathRule = (rule: unknown): boolean => typeof rule === 'string' && /^\/[^?#]*$/.test(rule)

/** Takes ours out; what is left are the settings of a logger. */
export function readOptions(options: Options): ReadOptions {
  if (!isPlainObject(options)) throw wrong('options', options, 'a plain object')
  checkKnown(options, CHECKS, '')
  const {
    logger,
    async: isAsync = false,
    drainTimeoutMs = 5000,
    strictStart = false,
    ...rest
  } = options as Options
  const http: Record<string, unknown> = { ...environmentOptions(CHECKS) }
  const settings: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined) continue
    if (Object.hasOwn(CHECKS, key)) http[key] = value
    else settings[key] = value
  }
  const { requestId } = http as HttpOptions
  if (requestId !== undefined) checkAll(requestId, ID_CHECKS, 'requestId.')
  // Not those of the environment, which must not keep an application from starting: they hide the header.
  refuseRedacted(rest)
  const [setting] = Object.keys(settings)
  if (logger !== undefined && setting !== undefined) {
    throw new FapilogError(
      'FAPILOG_E_ARGUMENT',
      `${setting} is a setting, and logger has its own: give one of the two`,
      { key: setting, value: settings[setting] },
    )
  }
  return { logger, isAsync, settings, http, drainTimeoutMs, strictStart }
}

/** A header whose value is never printed cannot be what lines are found by. */
function refuseRedacted({ redactHeaders = [], requestId = {}, contextHeaders = {} }: HttpOptions): void {
  const redacted = lowerCase(redactHeaders)
  const { propagate = true, header = 'X-Request-ID' } = requestId
  const named = { ...contextHeaders, ...(propagate && { 'requestId.header': header }) }
  for (const [key, name] of Object.entries(named)) {
    if (!redacted.has(name.toLowerCase())) continue
    const message = `redactHeaders names ${name}, whose value ${key} prints: one of the two`
    throw new FapilogError('FAPILOG_E_ARGUMENT', message, { key: 'redactHeaders', value: redactHeaders })
  }
}
