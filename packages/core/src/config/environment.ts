import { nearest } from './nearest.ts'
import { isRecord, type PlainRecord } from './plain-copy.ts'
import type { SettingKey } from './layer.ts'

export type Environment = Readonly<Record<string, string | undefined>>

interface Variable {
  readonly key: SettingKey
  /** The first one that is set counts. */
  readonly names: readonly [string, ...string[]]
  /** Text it cannot read it returns as it is: the schema then says what would be right. */
  readonly read: (text: string) => unknown
}

const asText = (text: string): unknown => text
const asChoice = (text: string): unknown => text.toLowerCase()
const asNumber = (text: string): unknown => (/^\d{1,9}$/.test(text) ? Number(text) : text)
const flags: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 'yes', 'on'].map((text) => [text, true] as const),
  ...['false', '0', 'no', 'off'].map((text) => [text, false] as const),
])
const asFlag = (text: string): unknown => flags.get(text.toLowerCase()) ?? text

/** Every variable that is read. Sinks and bound fields are chosen in code only. */
export const variables: readonly Variable[] = [
  { key: 'preset', names: ['FAPILOG_PRESET'], read: asChoice },
  { key: 'level', names: ['FAPILOG_LEVEL', 'FAPILOG_LOG_LEVEL', 'FAPILOG_CORE__LOG_LEVEL'], read: asText },
  { key: 'format', names: ['FAPILOG_FORMAT'], read: asChoice },
  { key: 'service', names: ['FAPILOG_SERVICE'], read: asText },
  { key: 'env', names: ['FAPILOG_ENV'], read: asText },
  { key: 'version', names: ['FAPILOG_VERSION'], read: asText },
  { key: 'queue.capacity', names: ['FAPILOG_QUEUE__CAPACITY'], read: asText },
  { key: 'queue.onFull', names: ['FAPILOG_QUEUE__ON_FULL'], read: asChoice },
  { key: 'queue.waitMs', names: ['FAPILOG_QUEUE__WAIT_MS'], read: asText },
  { key: 'queue.asyncWaitMs', names: ['FAPILOG_QUEUE__ASYNC_WAIT_MS'], read: asText },
  { key: 'shutdownTimeoutMs', names: ['FAPILOG_SHUTDOWN_TIMEOUT_MS'], read: asText },
  { key: 'exitTimeoutMs', names: ['FAPILOG_EXIT_TIMEOUT_MS'], read: asText },
  { key: 'diagnostics', names: ['FAPILOG_DIAGNOSTICS'], read: asFlag },
  { key: 'schemaVersion', names: ['FAPILOG_SCHEMA_VERSION'], read: asFlag },
  { key: 'thread.mode', names: ['FAPILOG_THREAD__MODE'], read: asChoice },
  {
    key: 'thread.maxYoungGenerationSizeMb',
    names: ['FAPILOG_THREAD__MAX_YOUNG_GENERATION_SIZE_MB'],
    read: asNumber,
  },
  {
    key: 'thread.maxOldGenerationSizeMb',
    names: ['FAPILOG_THREAD__MAX_OLD_GENERATION_SIZE_MB'],
    read: asNumber,
  },
]

/** Those of @fapilog/request: it reads them, and a misspelt one is announced here, as all are. */
const ofRequests: readonly string[] = [
  'FAPILOG_HTTP__SKIP_PATHS',
  'FAPILOG_HTTP__LOG_ERRORS_ON_SKIP',
  'FAPILOG_HTTP__SAMPLE_RATE',
  'FAPILOG_HTTP__SLOW_MS',
  'FAPILOG_HTTP__INCLUDE_HEADERS',
  'FAPILOG_HTTP__REDACT_HEADERS',
  'FAPILOG_HTTP__QUERY',
]

const prefix = 'FAPILOG_'
// What Kubernetes and Docker links inject into every container beside a service that is named fapilog.
const serviceLink =
  /^FAPILOG_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)?|NAME)$/

/** The variable's text; blank ones count as unset, as compose files write them. */
export const readVariable = (env: Environment, name: string): string | undefined => {
  const text = Object.hasOwn(env, name) ? env[name]?.trim() : undefined
  return text === '' ? undefined : text
}

const put = (settings: PlainRecord, key: string, value: unknown): void => {
  const [group = '', name] = key.split('.')
  if (name === undefined) {
    settings[group] = value
    return
  }
  const nested = settings[group]
  const record = isRecord(nested) ? nested : (Object.create(null) as PlainRecord)
  record[name] = value
  settings[group] = record
}

const warningsFor = (env: Environment): readonly string[] => {
  const known = [...variables.flatMap((variable) => variable.names), ...ofRequests]
  const unknown = Object.keys(env).filter((name) => name.startsWith(prefix) && !known.includes(name))
  const links = unknown.filter((name) => serviceLink.test(name))
  const suffixes = new Map(known.map((name) => [name.slice(prefix.length), name]))
  const warnings = unknown
    .filter((name) => !links.includes(name))
    .map((name) => {
      const near = suffixes.get(nearest(name.slice(prefix.length), suffixes.keys()) ?? '')
      return `${name} is not a variable that fapilog reads${near === undefined ? '' : `; did you mean ${near}?`}`
    })
  if (links.length > 0) {
    warnings.push(
      `${links.join(', ')}: ignored, they look injected by the platform for a service named fapilog`,
    )
  }
  return warnings
}

export interface EnvironmentReading {
  /** Nested as in code, not yet checked. */
  readonly settings: PlainRecord
  /** The variable each dotted key came from. */
  readonly variableOf: ReadonlyMap<string, string>
  readonly warnings: readonly string[]
}

export const readEnvironment = (env: Environment): EnvironmentReading => {
  const settings = Object.create(null) as PlainRecord
  const variableOf = new Map<string, string>()
  for (const { key, names, read } of variables) {
    const name = names.find((candidate) => readVariable(env, candidate) !== undefined)
    const text = name === undefined ? undefined : readVariable(env, name)
    if (name === undefined || text === undefined) continue
    put(settings, key, read(text))
    variableOf.set(key, name)
  }
  return { settings, variableOf, warnings: warningsFor(env) }
}
