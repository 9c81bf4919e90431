import {
  bigintText,
  boxedBigint,
  boxedBoolean,
  boxedNumber,
  boxedSymbol,
  boxedText,
  getOwnPropertyDescriptor,
  symbolDescription,
} from './intrinsics.ts'
import { MAX_BIGINT_BITS, MAX_NAME } from './limits.ts'
import { cut } from './placeholders.ts'

const MAX_BIGINT = 1n << BigInt(MAX_BIGINT_BITS)

/** Decimal digits as text (JSON numbers lose digits beyond 2^53); huge ones by their size only. */
export function bigintForm(value: bigint): string {
  return value < MAX_BIGINT && value > -MAX_BIGINT
    ? bigintText(value)
    : `[BigInt over ${MAX_BIGINT_BITS} bits]`
}

export function symbolForm(value: symbol): string {
  return `Symbol(${cut(symbolDescription(value) ?? '', MAX_NAME)})`
}

export function functionForm(value: object): string {
  try {
    const name: unknown = getOwnPropertyDescriptor(value, 'name')?.value
    if (typeof name === 'string' && name !== '') return `[Function: ${cut(name, MAX_NAME)}]`
  } catch {
    // A Proxy whose trap throws.
  }
  return '[Function]'
}

const UNBOX = [boxedText, boxedNumber, boxedBoolean, boxedBigint, boxedSymbol] as const

/** What a String, Number, Boolean, BigInt or Symbol object holds. */
export function unboxed(box: object): unknown {
  for (let i = 0; i < UNBOX.length; i++) {
    try {
      return (UNBOX[i] as (box: never) => unknown)(box as never)
    } catch {
      // Another kind of box: the next one fits.
    }
  }
  return undefined
}
