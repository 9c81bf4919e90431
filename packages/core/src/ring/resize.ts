import { align8, FLAG_INTERNAL, OFFSET_FLAGS, OFFSET_LEVEL } from '../codec/record-layout.ts'
import { PROTECTED_LEVEL } from './admission.ts'
import { createSharedPipeline, READ, type RingSize, type SharedPipeline, WRITE } from './layout.ts'

export interface Resized {
  readonly shared: SharedPipeline
  /** Levels of the records that the new ring has no room for. */
  readonly left: readonly number[]
}

/**
 * A ring of another size with the records of one that no thread has read from yet. Protected records and loss
 * records may use the reserve; once an ordinary record found no room, no later one does.
 */
export function resizeRing(from: SharedPipeline, size: RingSize): Resized {
  const shared = createSharedPipeline(size, 0, from)
  const old = new Int32Array(from.control)
  const bytes = new Uint8Array(from.ring)
  const view = new DataView(from.ring)
  const target = new Uint8Array(shared.ring)
  const left: number[] = []
  const end = old[WRITE] as number
  let position = 0
  let closed = false
  for (let at = old[READ] as number; at !== end;) {
    const start = at & (from.capacity - 1)
    const length = view.getUint32(start, true)
    const level = bytes[start + OFFSET_LEVEL] as number
    const internal = ((bytes[start + OFFSET_FLAGS] as number) & FLAG_INTERNAL) !== 0
    const ordinary = level < PROTECTED_LEVEL && !internal
    const limit = ordinary ? size.capacity - size.reserve : size.capacity
    if (position + length <= limit && length <= size.maxRecord && !(ordinary && closed)) {
      target.set(bytes.subarray(start, start + length), position)
      position += align8(length)
    } else if (!internal) {
      left.push(level)
      closed ||= ordinary
    }
    at = (at + align8(length)) | 0
  }
  new Int32Array(shared.control)[WRITE] = position
  return { shared, left }
}
