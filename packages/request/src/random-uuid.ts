import { randomFillSync } from 'node:crypto'

/** How many are written at once: the memory that one of them keeps alive is that of all. */
const BATCH = 16
const LENGTH = 36
const BYTES = 16
/** Where the two digits of each byte stand (RFC 9562, section 4). */
const PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]
const DIGITS = Buffer.from('0123456789abcdef')
const VERSION_BYTE = 6
const VARIANT_BYTE = 8

/** To ask OpenSSL for more takes 20 µs, however much it is. */
const random = new Uint8Array(BYTES * BATCH * 64)
let used = random.length
const digits = Buffer.alloc(LENGTH * BATCH, '-')
let batch = ''
let next = BATCH

/**
 * A version 4 UUID from the same source of randomness as `crypto.randomUUID`, which joins each one from twenty texts:
 * with what it leaves to the collector, and the joining when it is written, that is a tenth of what a request costs.
 */
export function randomUuid(): string {
  if (next === BATCH) writeBatch()
  return batch.slice(next * LENGTH, ++next * LENGTH)
}

function writeBatch(): void {
  if (used === random.length) {
    randomFillSync(random)
    used = 0
  }
  for (let start = 0; start < digits.length; start += LENGTH) {
    for (let i = 0; i < BYTES; i++) {
      const place = start + (PLACES[i] as number)
      const byte = withMarks(random[used++] as number, i)
      digits[place] = DIGITS[byte >> 4] as number
      digits[place + 1] = DIGITS[byte & 15] as number
    }
  }
  batch = digits.toString('latin1')
  next = 0
}

function withMarks(byte: number, index: number): number {
  if (index === VERSION_BYTE) return (byte & 0x0f) | 0x40
  return index === VARIANT_BYTE ? (byte & 0x3f) | 0x80 : byte
}
