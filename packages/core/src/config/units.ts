const sizeText = /^(\d+(?:\.\d+)?) ?(b|kb|kib|mb|mib|gb|gib|tb|tib)?$/i
const durationText = /^(\d+(?:\.\d+)?) ?(ms|s|m|h|d|w)?$/

const bytesIn: Readonly<Record<string, number>> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }
const msIn: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** `10`, `'10 MB'`, `'512KiB'`, `'1.5 gb'`. Units are 1024-based and case does not matter; no unit is bytes. */
export type Size = number | string

/** `250`, `'250ms'`, `'1.5s'`, `'2 m'`, `h`, `d`, `w`, and `'Infinity'`; no unit is milliseconds. */
export type Duration = number | string

/** Whole bytes, or undefined when the input is no size. A fraction of a byte is rounded. */
export const parseSize = (input: unknown): number | undefined => {
  if (typeof input === 'number') return Number.isSafeInteger(input) && input >= 0 ? input + 0 : undefined
  if (typeof input !== 'string') return undefined
  const [, digits, unit = 'b'] = sizeText.exec(input) ?? []
  if (digits === undefined) return undefined
  const bytes = Math.round(Number(digits) * (bytesIn[unit.charAt(0).toLowerCase()] ?? Number.NaN))
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

/**
 * Milliseconds, possibly `Infinity`, or undefined when the input is no duration. Text is rounded to whole
 * milliseconds; a number stays as it is, so that what is left of a deadline can be passed on.
 */
export const parseDuration = (input: unknown): number | undefined => {
  // `+ 0` turns -0, which equals 0 but does not compare as the same value, into 0.
  if (typeof input === 'number') return input >= 0 ? input + 0 : undefined
  if (typeof input !== 'string') return undefined
  if (input === 'Infinity') return Number.POSITIVE_INFINITY
  const [, digits, unit = 'ms'] = durationText.exec(input) ?? []
  if (digits === undefined) return undefined
  const ms = Math.round(Number(digits) * (msIn[unit] ?? Number.NaN))
  return Number.isSafeInteger(ms) ? ms : undefined
}
