import { align8, OFFSET_LEVEL } from '../codec/record-layout.ts'
import { createSharedPipeline, READ, type RingSize, type SharedPipeline, WRITE } from './layout.ts'

export interface Resized {
  readonly shared: SharedPipeline
  /** Levels of the records that the new ring has no room for. */
  readonly left: readonly number[]
}

/** A ring of another size with the records of one that no thread has read from yet. */
export function resizeRing(from: SharedPipeline, size: RingSize): Resized {
  const shared = createSharedPipeline(size, 0, from)
  const old = new Int32Array(from.control)
  const bytes = new Uint8Array(from.ring)
  const view = new DataView(from.ring)
  const target = new Uint8Array(shared.ring)
  const left: number[] = []
  const end = old[WRITE] as number
  let position = 0
  for (let at = old[READ] as number; at < end;) {
    const length = view.getUint32(at, true)
    if (position + length <= size.capacity - size.reserve && length <= size.maxRecord) {
      target.set(bytes.subarray(at, at + length), position)
      position += align8(length)
    } else left.push(bytes[at + OFFSET_LEVEL] as number)
    at += align8(length)
  }
  new Int32Array(shared.control)[WRITE] = position
  return { shared, left }
}
