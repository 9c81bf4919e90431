/**
 * Numbers as JSON text, past V8's cache of number texts (`${n}`): that keeps each text alive for a while, so that numbers
 * which never come again are all moved to the old generation, whose collections then hold the thread up for 10 ms and more.
 */

/** Taken now: inline, the application shares them. */
const { floor } = Math
const { isFinite } = Number
const { stringify } = JSON

/** '0' to '999', and the same with leading zeros. */
const SMALL: readonly string[] = Array.from({ length: 1000 }, (_, n) => n.toString())
const PADDED: readonly string[] = SMALL.map((text) => text.padStart(3, '0'))

/** Of a whole number from -2**31 to 2**31 - 1. */
export function printInt32(n: number): string {
  return n < 0 ? `-${printNatural(-n)}` : printNatural(n)
}

function printNatural(n: number): string {
  if (n < 1000) return SMALL[n] as string
  const rest = floor(n / 1000)
  return printNatural(rest) + (PADDED[n - rest * 1000] as string)
}

/** As a number in JSON; what is none there, as a text. */
export function printDouble(n: number): string {
  return isFinite(n) ? stringify(n) : `"${n}"`
}
