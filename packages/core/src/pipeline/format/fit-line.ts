import { MAX_LINE_BYTES } from '../../codec/limits.ts'
import { freeKey, MORE_KEY, moreKeys, moreItems } from '../../codec/placeholders.ts'
import { bounded, quote } from './json-text.ts'

/** Kept free for the mark of what was left out, its comma and the closing bracket. */
const MARK_BYTES = 64
/** Below this nothing useful can be shown of a value. */
const SMALLEST = 64

/**
 * A line that escaping made longer than MAX_LINE_BYTES, cut to it. The head (time, level, ids) stays;
 * message, context, exception and data get shares, largest last, and each cut is marked.
 */
export function fitLine(line: string): string {
  const event = JSON.parse(line) as Record<string, unknown>
  const wrapped = event.log as Record<string, unknown> | undefined
  if (wrapped === undefined) return `${fitEvent(event, MAX_LINE_BYTES - 1)}\n`
  const open = `{"schema_version":${quote(String(event.schema_version))},"log":`
  return `${open}${fitEvent(wrapped, MAX_LINE_BYTES - open.length - 2)}}\n`
}

function fitEvent(event: Record<string, unknown>, budget: number): string {
  const shares: Record<string, number> = {
    timestamp: 64,
    level: 300,
    message: 9_000,
    logger: 2_000,
    context: 10_000,
    diagnostics: 20_000,
  }
  let out = '{'
  let used = 2
  for (const [key, value] of Object.entries(event)) {
    const prefix = `${out === '{' ? '' : ','}${quote(key)}:`
    const json = render(
      value,
      Math.min(shares[key] ?? Number.POSITIVE_INFINITY, budget - used - prefix.length),
    )
    out += prefix + json
    used += prefix.length + Buffer.byteLength(json)
  }
  return `${out}}`
}

function render(value: unknown, budget: number): string {
  if (typeof value === 'string') return bounded(value, Math.min(budget - MARK_BYTES, 8192))
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return Array.isArray(value) ? renderItems(value, budget) : renderFields(Object.entries(value), budget)
}

function renderItems(items: readonly unknown[], budget: number): string {
  let out = '['
  let used = 2 + MARK_BYTES
  for (const [i, item] of items.entries()) {
    const comma = i === 0 ? '' : ','
    if (budget - used < SMALLEST + MARK_BYTES) return `${out}${comma}${quote(moreItems(items.length - i))}]`
    const json = render(item, budget - used - 1)
    out += comma + json
    used += 1 + Buffer.byteLength(json)
  }
  return `${out}]`
}

function renderFields(entries: readonly [string, unknown][], budget: number): string {
  let out = '{'
  let used = 2 + MARK_BYTES
  const mark = freeKey(MORE_KEY, (free) => entries.some(([key]) => key === free))
  for (const [i, [key, value]] of entries.entries()) {
    const prefix = `${i === 0 ? '' : ','}${quote(key)}:`
    const size = Buffer.byteLength(prefix)
    if (budget - used - size < SMALLEST + MARK_BYTES) {
      return `${out}${i === 0 ? '' : ','}${quote(mark)}:${quote(moreKeys(entries.length - i))}}`
    }
    const json = render(value, budget - used - size)
    out += prefix + json
    used += size + Buffer.byteLength(json)
  }
  return `${out}}`
}
