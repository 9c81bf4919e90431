import { escapeControls } from './escape.ts'
import type { Palette } from './palette.ts'
import { formatFields, formatValue, isRecord } from './value.ts'

/** The shape in which records carry an error; every other key is an own field of it. */
export type PrintedError = Readonly<Record<string, unknown>> & { readonly message: string }

const STEP = '    '
const FRAME = /^\s*at\s/
/** Deeper causes are printed compactly, on one line. */
const MAX_DEPTH = 16

export function isPrintedError(value: unknown): value is PrintedError {
  return isRecord(value) && typeof value['message'] === 'string' && typeof value['type'] === 'string'
}

/**
 * Type and message, frames, own fields, `Caused by:` and the members of an AggregateError. Every line is indented,
 * whatever the error's own texts hold, so none can pass for a record.
 */
export function formatException(error: PrintedError, label: string, palette: Palette): string[] {
  const lines: string[] = []
  append(lines, error, label === '' ? '' : `${label}: `, STEP, palette, 0)
  return lines
}

function append(
  lines: string[],
  error: PrintedError,
  label: string,
  indent: string,
  palette: Palette,
  depth: number,
) {
  const { type, message, stack, cause, errors, ...own } = error
  const name = typeof type === 'string' && type !== '' ? type : 'Error'
  const [first = '', ...more] = splitLines(message)
  lines.push(
    `${indent}${label}${palette.error(first === '' ? escapeControls(name) : `${escapeControls(name)}: ${first}`)}`,
  )
  for (const line of more) lines.push(`${indent}${STEP}| ${line}`)
  for (const line of framesOf(stack, message)) lines.push(`${indent}${STEP}${palette.dim(line)}`)
  const fields = formatFields(own, palette)
  if (fields !== '') lines.push(`${indent}${STEP}${fields}`)

  const nested = (value: unknown, lead: string, at: string) => {
    if (isPrintedError(value) && depth < MAX_DEPTH) append(lines, value, lead, at, palette, depth + 1)
    else lines.push(`${at}${lead}${formatValue(value)}`)
  }
  if (Array.isArray(errors)) errors.forEach((member, index) => nested(member, `[${index}] `, indent + STEP))
  else if (errors !== undefined) nested(errors, 'errors: ', indent + STEP)
  if (cause !== undefined) nested(cause, 'Caused by: ', indent)
}

/** The stack without its header, which repeats type and message. A header that says something else is kept. */
function framesOf(stack: unknown, message: string): string[] {
  if (typeof stack !== 'string') return []
  const lines = stack.split(/\r?\n/)
  const firstFrame = lines.findIndex((line) => FRAME.test(line))
  const header = lines.slice(0, firstFrame === -1 ? lines.length : firstFrame).join('\n')
  const repeats =
    message === '' ? /^\w*(?:: )?$/.test(header) : header.endsWith(message.replaceAll('\r\n', '\n'))
  const kept = repeats ? lines.slice(firstFrame === -1 ? lines.length : firstFrame) : lines
  return kept.map((line) => escapeControls(line.trim())).filter((line) => line !== '')
}

/** The lines of a text, each escaped on its own. */
export function splitLines(text: string): string[] {
  return text.split(/\r?\n/).map(escapeControls)
}
