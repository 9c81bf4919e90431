import { charCodeAt, stringSlice } from './intrinsics.ts'
import { MAX_NAME } from './limits.ts'

/** What is printed where a value cannot be, and the marks of everything that was cut. */
export const CIRCULAR = '[Circular]'
export const INVALID_DATE = '[Invalid Date]'
export const TOO_DEEP = '[Too deep]'
export const RECORD_FULL = '[Record too large]'
/** The key that stands for the keys left out of an object. */
export const MORE_KEY = '…'
/** Where counting what was left out would mean reading it. */
export const MORE_ENTRIES = '[More entries]'

export const moreKeys = (n: number): string => `[${n} more keys]`
export const moreItems = (n: number): string => `[${n} more items]`
export const moreChars = (n: number): string => `…[${n} more chars]`

/** `key`, or the next like it that is not taken. */
export function freeKey(key: string, taken: (key: string) => boolean): string {
  let free = key
  for (let n = 2; taken(free); n++) free = `${key}…${n}`
  return free
}

/** A text of at most `most` characters and a mark; never ends in half a surrogate pair. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const last = charCodeAt(text, most - 1)
  const end = last >= 0xd800 && last <= 0xdbff ? most - 1 : most
  return stringSlice(text, 0, end) + moreChars(text.length - end)
}

/** Names what a getter, a trap or `toJSON` threw, without trusting the thrown value. */
export function threw(error: unknown): string {
  try {
    if (typeof error === 'object' && error !== null && 'message' in error) {
      const message: unknown = error.message
      if (typeof message === 'string') return `[Threw: ${cut(message, MAX_NAME)}]`
    }
    if (typeof error === 'string') return `[Threw: ${cut(error, MAX_NAME)}]`
  } catch {
    // A hostile error: its message cannot be read either.
  }
  return '[Threw]'
}
