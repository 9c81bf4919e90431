import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs'
// Not from node:util: on Node 24 importing that opens process.stderr, which sets O_NONBLOCK for all who share it.
import { isNativeError } from 'node:util/types'
import { printText, printValueOf } from '../errors/print-value.ts'
import { looksSecret } from '../errors/secret-key.ts'

/**
 * The logger's own voice: one JSON line on stderr when records were lost or a part did not do what it was
 * set up to do. It never throws, never waits, and says at most five lines a second for each component.
 */
export interface DiagnosticsSettings {
  /** Default true: everything said here is a warning that concerns loss. */
  readonly enabled?: boolean
  /** Takes one line with its line feed; a throw counts the line as suppressed. Default: file descriptor 2. */
  readonly write?: (line: string) => void
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number
}

interface Bucket {
  tokens: number
  at: number
  suppressed: number
}

const burst = 5
const perMs = 5 / 1_000
// A pipe takes a line of up to 4,096 bytes (PIPE_BUF) whole or not at all.
const maxLineBytes = 4_096
// Beyond that, components share one bucket: names may come from plugins.
const maxComponents = 64
const overflow = ''

/** A descriptor that is given up when there is no other: to say that files cannot be opened takes one, too. */
let spare: number | null | undefined

/** For the thread on which sinks fail. */
export const keepSpareDescriptor = (): void => {
  if (process.platform !== 'linux' || typeof spare === 'number') return
  spare = null
  try {
    spare = openSync('/dev/null', 'r')
  } catch {
    // The next line tries again.
  }
}

const openStderr = (): number =>
  openSync('/proc/self/fd/2', constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY)

/** Without procfs; when another user owns the pipe (a container's user); under `node --permission`. */
const NO_REOPENING = ['ENOENT', 'EACCES', 'EPERM', 'ERR_ACCESS_DENIED']

/** undefined: not possible here. */
const reopenStderr = (): number | undefined => {
  try {
    return openStderr()
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (NO_REOPENING.includes(code)) return undefined
    if (!['EMFILE', 'ENFILE'].includes(code) || typeof spare !== 'number') throw error
    closeSync(spare)
    spare = null
    return openStderr()
  }
}

/**
 * stderr is opened anew for each line: O_NONBLOCK on descriptor 2 itself would change it for everybody who
 * shares it, and a copy that is kept would outlive a redirection. A regular file is written as it is, to keep
 * the shared offset. A socket (and macOS, Windows) cannot be reopened: there a line may wait for its reader.
 */
const writeToStderr = (line: string): void => {
  const stat = fstatSync(2)
  if (!(stat.isFIFO() || stat.isCharacterDevice()) || process.platform !== 'linux') {
    writeSync(2, line)
    return
  }
  const fd = reopenStderr()
  if (fd === undefined) {
    writeSync(2, line)
    return
  }
  try {
    writeSync(fd, line)
  } finally {
    closeSync(fd)
    if (spare === null) keepSpareDescriptor()
  }
}

const buckets = new Map<string, Bucket>()
let enabled = true
let write: (line: string) => void = writeToStderr
let now: () => number = Date.now

/** Changes what is given and keeps the rest. Each thread has its own. */
export const configureDiagnostics = (settings: DiagnosticsSettings): void => {
  enabled = settings.enabled ?? enabled
  write = settings.write ?? write
  now = settings.now ?? now
}

const bucketOf = (component: string, at: number): Bucket => {
  const name = buckets.has(component) || buckets.size < maxComponents ? component : overflow
  const known = buckets.get(name)
  if (known === undefined) {
    const fresh = { tokens: burst, at, suppressed: 0 }
    buckets.set(name, fresh)
    return fresh
  }
  // A clock that is set back refills nothing, and takes nothing away.
  known.tokens = Math.min(burst, known.tokens + Math.max(0, at - known.at) * perMs)
  known.at = at
  return known
}

const printField = (key: string, value: unknown): unknown => {
  if (looksSecret(key)) return printValueOf(key, value)
  if (typeof value === 'boolean' || value === null || Number.isFinite(value)) return value
  if (typeof value === 'string') return printText(value, 500)
  // Errors of another realm (Jest's) are not instances of this one's Error.
  if (isNativeError(value)) return printText(`${value.name}: ${value.message}`, 500)
  return printValueOf(key, value)
}

const toLine = (
  at: number,
  component: string,
  message: string,
  suppressed: number,
  fields: Readonly<Record<string, unknown>> | undefined,
): string => {
  const head = {
    ts: new Date(at).toISOString(),
    level: 'WARN',
    component: printText(component),
    message: printText(message, 500),
    ...(suppressed > 0 && { suppressed }),
  }
  if (fields !== undefined) {
    try {
      const entries = Object.entries(fields).filter(([key]) => !Object.hasOwn(head, key))
      const printed = entries.map(([key, value]) => [printText(key), printField(key, value)])
      const line = `${JSON.stringify({ ...head, ...Object.fromEntries(printed) })}\n`
      if (Buffer.byteLength(line) <= maxLineBytes) return line
    } catch {
      // A field that throws when it is read costs the fields, not the warning.
    }
  }
  return `${JSON.stringify(head)}\n`
}

/**
 * Warns that something was lost, or will be. Lines beyond the rate, and lines that stderr does not take at
 * once, are counted and announced as `suppressed` by the component's next line. A component of which there are several
 * says which one it is, so that none uses up the lines of the others.
 */
export const diagnose = (
  component: string,
  message: string,
  fields?: Readonly<Record<string, unknown>>,
  which = '',
): void => {
  if (!enabled) return
  try {
    const at = now()
    const bucket = bucketOf(`${component} ${which}`, at)
    if (bucket.tokens < 1) {
      bucket.suppressed += 1
      return
    }
    bucket.tokens -= 1
    const line = toLine(at, component, message, bucket.suppressed, fields)
    try {
      write(line)
      bucket.suppressed = 0
    } catch {
      bucket.suppressed += 1
    }
  } catch {
    // A clock that throws: there is nobody left to tell.
  }
}
