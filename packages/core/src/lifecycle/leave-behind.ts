import { acknowledgedBy, type SharedPipeline } from '../ring/layout.ts'

/**
 * Gives up on the sinks that have not got everything before `position`. Returns whether the others have everything before
 * another one.
 */
export function leaveBehind(
  shared: SharedPipeline,
  sinks: number,
  position: number,
): (position: number) => boolean {
  const control = new Int32Array(shared.control)
  const hasAll = (sink: number, before: number): boolean =>
    ((Atomics.load(control, acknowledgedBy(sink)) - before) | 0) >= 0
  const others = Array.from({ length: sinks }, (_, i) => i).filter((sink) => hasAll(sink, position))
  return (before) => others.every((sink) => hasAll(sink, before))
}
