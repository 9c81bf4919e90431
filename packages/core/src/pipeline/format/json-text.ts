import { MAX_STRING } from '../../codec/limits.ts'
import { moreChars } from '../../codec/placeholders.ts'

/** Printable ASCII without the quote and the backslash needs no second look. */
const PLAIN = /^[ !#-[\]-~]*$/
/** Valid in JSON, but a line break, a direction change or a control code to what may show the line. */
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g
/** Six bytes for one at most: below this a text cannot print longer than allowed. */
const SURELY_SHORT = (MAX_STRING / 6) | 0

const escapeUnsafe = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A JSON string: always one line, harmless on a terminal, at most MAX_STRING printed bytes and a mark. */
export function quote(text: string): string {
  if (text.length <= SURELY_SHORT) return PLAIN.test(text) ? `"${text}"` : escaped(text)
  return bounded(text, MAX_STRING)
}

function escaped(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(UNSAFE, escapeUnsafe)
}

/** The mark of a text that was cut before: how much was left out then. */
const CUT = /…\[(\d{1,15}) more chars\]$/
/** Characters looked at together while a text is measured. */
const STEP = 64

/** As `quote`, with at most `most` printed bytes between the quotes before the mark. */
export function bounded(text: string, most: number): string {
  const whole = PLAIN.test(text) ? `"${text}"` : escaped(text)
  if (whole.length - 2 <= most && Buffer.byteLength(whole) - 2 <= most) return whole
  const cut = CUT.exec(text)
  const body = cut === null ? text : text.slice(0, cut.index)
  let bytes = 0
  let i = 0
  for (const step of [STEP, 1]) {
    while (i < body.length) {
      const next = pairEnd(body, i + step)
      const size = Buffer.byteLength(escaped(body.slice(i, next))) - 2
      if (bytes + size > most) break
      bytes += size
      i = next
    }
  }
  const left = body.length - Math.min(i, body.length) + Number(cut?.[1] ?? 0)
  return `${escaped(body.slice(0, i)).slice(0, -1)}${moreChars(left)}"`
}

/** `end`, or one further where it would part a surrogate pair. */
function pairEnd(text: string, end: number): number {
  return (text.codePointAt(end - 1) ?? 0) > 0xffff ? end + 1 : end
}
