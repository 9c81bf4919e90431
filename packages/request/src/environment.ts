import type { HttpOptions } from './http-options.ts'
import type { Check } from './option-checks.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Key = keyof HttpOptions

/** Text that it cannot read it returns as it is, or as what is no option: the check then says what would be right. */
type Read = (text: string) => unknown

const asList: Read = (text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

const asNumber: Read = (text) => (/^(\d{1,9}(\.\d{0,9})?|\.\d{1,9})$/.test(text) ? Number(text) : text)

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 'yes', 'on'].map((text) => [text, true] as const),
  ...['false', '0', 'no', 'off'].map((text) => [text, false] as const),
])
const asFlag: Read = (text) => FLAGS.get(text.toLowerCase()) ?? text

/** The core knows the names, too: it announces those that are none of them, with the nearest. */
const VARIABLES: readonly (readonly [name: string, key: Key, read: Read])[] = [
  ['FAPILOG_HTTP__SKIP_PATHS', 'skipPaths', asList],
  ['FAPILOG_HTTP__LOG_ERRORS_ON_SKIP', 'logErrorsOnSkip', asFlag],
  ['FAPILOG_HTTP__SAMPLE_RATE', 'sampleRate', asNumber],
  ['FAPILOG_HTTP__SLOW_MS', 'slowMs', asNumber],
  ['FAPILOG_HTTP__INCLUDE_HEADERS', 'includeHeaders', asList],
  ['FAPILOG_HTTP__REDACT_HEADERS', 'redactHeaders', asList],
  ['FAPILOG_HTTP__QUERY', 'query', (text) => text.toLowerCase()],
]

const warned = new Set<string>()

/**
 * The options that the environment chooses, for those that code does not. A wrong one is left out, and a warning says so
 * once: whoever sets it is not who wrote the application, which starts all the same.
 */
export function environmentOptions(
  checks: Readonly<Record<Key, Check>>,
  env: Environment = process.env,
): HttpOptions {
  const options: Partial<Record<Key, unknown>> = {}
  for (const [name, key, read] of VARIABLES) {
    const text = env[name]?.trim() ?? ''
    if (text === '') continue
    const value = read(text)
    const [isRight, expected] = checks[key]
    if (isRight(value)) options[key] = value
    else warnOnce(`${name} must be ${expected}, not ${JSON.stringify(text)}: it is ignored`)
  }
  return options as HttpOptions
}

function warnOnce(message: string): void {
  if (warned.has(message)) return
  warned.add(message)
  process.emitWarning(message, { code: 'FAPILOG_W_HTTP_VARIABLE' })
}
