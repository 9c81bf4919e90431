import { escapeInJson } from './escape.ts'
import type { Palette } from './palette.ts'

/** Texts that need no quotes: nothing that could end them, and no `=` that could begin another pair. */
const SIMPLE = /^[\p{L}\p{N}_.:/@+%$~*#&;,?!'()^-]+$/u

/** One value on one line. Strings are bare when simple, and quoted when they look like a number or a literal. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return isBare(value) ? value : quote(value)
  return quote(value)
}

/** `key=value` pairs, separated by a space. */
export function formatFields(fields: Readonly<Record<string, unknown>>, palette: Palette): string {
  let line = ''
  for (const key of Object.keys(fields)) {
    line += `${line === '' ? '' : ' '}${palette.key(`${formatKey(key)}=`)}${formatValue(fields[key])}`
  }
  return line
}

export function formatKey(key: string): string {
  return SIMPLE.test(key) ? key : quote(key)
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isBare(text: string): boolean {
  if (text === 'true' || text === 'false' || text === 'null') return false
  return SIMPLE.test(text) && Number.isNaN(Number(text))
}

function quote(value: unknown): string {
  try {
    return escapeInJson(JSON.stringify(value) ?? 'undefined')
  } catch {
    // A processor of the user may have left a cycle or a bigint behind; the record is still worth its line.
    return '"[unprintable]"'
  }
}
