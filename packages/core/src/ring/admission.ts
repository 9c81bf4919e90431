import { load, wait as sleep } from '../codec/atomics.ts'
import { PROGRESS, READ, type SharedPipeline, STATE, ThreadState } from './layout.ts'

/** From here on (ERROR and above, AUDIT, SECURITY) records may use the reserve. */
export const PROTECTED_LEVEL = 40
/** A thread takes 30-100 ms to boot; until it runs, a stall may last that much longer, and its budget starts then. */
const BOOT_ALLOWANCE_MS = 500
/** One sleep of a blocked caller; also bounds what a missed notification can cost. */
const SLICE_MS = 1

export interface AdmissionOptions {
  readonly onFull: 'drop' | 'block'
  readonly waitMs: number
  /** Makes room at once, where the pipeline runs on this thread; false: it cannot. Default: nobody can. */
  readonly makeRoom?: () => boolean
}

export interface Admission {
  /** The read position now. */
  read(): number
  /** The read position once `need` bytes are free, or when the policy gives up waiting. */
  wait(position: number, need: number): number
}

/**
 * What happens when the ring is full. `drop` looks once. `block` sleeps, but has one budget for each
 * stall: when it is spent, calls fail at once until the reader moves again, so that a dead sink cannot
 * cost `waitMs` at every call.
 */
export function createAdmission(shared: SharedPipeline, options: AdmissionOptions): Admission {
  const control = new Int32Array(shared.control)
  const { capacity } = shared
  const { onFull, waitMs, makeRoom = () => false } = options
  /** Where the reader stood when the budget ran out; null: no stall. */
  let stalledAt: number | null = null
  const read = (): number => load(control, READ)

  function wait(position: number, need: number): number {
    let at = read()
    while (capacity - ((position - at) >>> 0) < need && makeRoom()) at = read()
    if (onFull === 'drop') return at
    // Room alone does not end a stall: a protected record finds it in the reserve while the reader stands still.
    if (stalledAt !== at) stalledAt = null
    if (stalledAt !== null || capacity - ((position - at) >>> 0) >= need) return at
    const isBooting = (): boolean => load(control, STATE) < ThreadState.running
    let booting = isBooting()
    let end = performance.now() + waitMs + (booting ? BOOT_ALLOWANCE_MS : 0)
    while (capacity - ((position - at) >>> 0) < need) {
      // Only the loop of this thread hears that the other one has died, and starts the next.
      if (load(control, STATE) === ThreadState.dead) return at
      const now = performance.now()
      if (booting && !isBooting()) {
        booting = false
        end = Math.min(end, now + waitMs)
      }
      if (now >= end) {
        stalledAt = at
        return at
      }
      const seen = load(control, PROGRESS)
      at = read()
      if (capacity - ((position - at) >>> 0) >= need) break
      sleep(control, PROGRESS, seen, SLICE_MS)
      at = read()
    }
    stalledAt = null
    return at
  }

  return { read, wait }
}
