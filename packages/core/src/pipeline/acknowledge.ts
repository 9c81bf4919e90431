import { acknowledgedBy, AWAITED, PROGRESS } from '../ring/layout.ts'

/**
 * Stores how far a sink has, or has given up, the records. Who waits for all of them is told: once a sink is given up on,
 * the others are waited for by this.
 */
export function acknowledge(control: Int32Array, sink: number, end: number): void {
  Atomics.store(control, acknowledgedBy(sink), end)
  if (Atomics.load(control, AWAITED) === 0) return
  Atomics.add(control, PROGRESS, 1)
  Atomics.notify(control, PROGRESS)
}
