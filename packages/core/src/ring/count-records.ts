import { align8 } from '../codec/record-layout.ts'
import { READ, type SharedPipeline, WRITE } from './layout.ts'

/** Records in a queue that no thread reads from yet. */
export function countRecords(shared: SharedPipeline): number {
  const control = new Int32Array(shared.control)
  const view = new DataView(shared.ring)
  const end = control[WRITE] as number
  let count = 0
  for (let at = control[READ] as number; at !== end; count++) {
    at = (at + align8(view.getUint32(at & (shared.capacity - 1), true))) | 0
  }
  return count
}
