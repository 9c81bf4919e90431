import type { LogEvent } from '../sink.ts'
import { escapeControls } from './escape.ts'
import { formatException, isPrintedError, splitLines, type PrintedError } from './exception.ts'
import { monochrome, type Palette } from './palette.ts'
import type { FormatTime } from './time.ts'
import { formatFields, formatKey } from './value.ts'

const LEVEL_WIDTH = 8
/** The same on every line of a process: of use in a log store, noise on a terminal. */
const STANDING_DIAGNOSTICS: ReadonlySet<string> = new Set([
  'service',
  'env',
  'version',
  'host',
  'node',
  'pid',
  'origin',
])
const NOT_SHOWN_CONTEXT: ReadonlySet<string> = new Set(['message_id'])
const NOT_CORRELATED: ReadonlySet<string> = new Set(['message_id', 'correlation_id'])

/** Every record has a correlation id; it says something only when it is set, and something new only when it is not the request's. */
function notShownIn({ correlation_id, request_id }: Record<string, unknown>): ReadonlySet<string> {
  return correlation_id === null || correlation_id === request_id ? NOT_CORRELATED : NOT_SHOWN_CONTEXT
}
const NOTHING: ReadonlySet<string> = new Set()

/**
 * One record as text, ending in `\n`:
 *
 *     14:03:07.123 INFO     app.db: connected  host=db1 pool={"size":4}  request_id=r1
 *
 * The rule that keeps a record from forging another: only the first line of a record begins in column 0. Further lines
 * of a message follow as `    | …`, errors are indented by four spaces or more, and controls in user text are escaped.
 */
export function formatEvent(event: LogEvent, formatTime: FormatTime, palette: Palette): string {
  const level = escapeControls(String(event.level))
  const logger = event.logger === '' ? '' : `${palette.dim(`${escapeControls(String(event.logger))}:`)} `
  const errors: [string, PrintedError][] = []
  const { exception, ...rest } = event.diagnostics
  if (isPrintedError(exception)) errors.push(['', exception])
  else if (exception !== undefined) rest['exception'] = exception
  const data = inlineFields(event.data, NOTHING, errors)
  const diagnostics = inlineFields(rest, STANDING_DIAGNOSTICS, errors)
  const context = inlineFields(event.context, notShownIn(event.context), errors)

  let text = `${palette.dim(formatTime(event.timestamp))} ${palette.level(level)(level.padEnd(LEVEL_WIDTH))} ${logger}`
  text += splitLines(String(event.message)).join('\n    | ')
  const dimmed = [diagnostics, context].map((fields) => palette.dim(formatFields(fields, monochrome)))
  for (const fields of [formatFields(data, palette), ...dimmed]) if (fields !== '') text += `  ${fields}`
  for (const [label, error] of errors) text += `\n${formatException(error, label, palette).join('\n')}`
  return `${text}\n`
}

/** The fields that fit on the line. Errors, wherever they were logged, are collected for blocks of their own. */
function inlineFields(
  fields: Readonly<Record<string, unknown>>,
  leftOut: ReadonlySet<string>,
  errors: [string, PrintedError][],
): Record<string, unknown> {
  // No prototype: a key `__proto__` is a key like any other.
  const inline: Record<string, unknown> = Object.create(null)
  for (const key of Object.keys(fields)) {
    const value = fields[key]
    if (leftOut.has(key)) continue
    // A stack tells an error from a plain object that happens to have a type and a message.
    if (isPrintedError(value) && typeof value['stack'] === 'string') errors.push([formatKey(key), value])
    else inline[key] = value
  }
  return inline
}
