const HEX: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))
const hex2 = (n: number): string => HEX[n & 255] as string

/** See the caller's `createMessageIds`: what every thread of one pipeline shares. */
export interface MessageIds {
  readonly fixed: string
  readonly base: number
}

/**
 * UUIDv7 (RFC 9562) computed from the record's time and its number in the ring: a replayed or retried
 * record keeps its id. 48 bits of time, 26 random bits of the pipeline, 48 bits that count from a random base.
 */
export function createMessageIdWriter(ids: MessageIds): (time: number, index: number) => string {
  let lastTime = -1
  let timePart = ''
  let lastHigh = -1
  let highPart = ''
  return (time, index) => {
    if (time !== lastTime) {
      lastTime = time
      const ms = Math.min(Math.max(Math.trunc(time), 0), 0xffff_ffff_ffff)
      const hex = ms.toString(16).padStart(12, '0')
      timePart = `${hex.slice(0, 8)}-${hex.slice(8)}-${ids.fixed}-`
    }
    const n = ids.base + index
    const high = Math.floor(n / 65_536)
    if (high !== lastHigh) {
      lastHigh = high
      highPart = high.toString(16).padStart(8, '0')
    }
    return timePart + highPart + hex2(n >>> 8) + hex2(n)
  }
}
