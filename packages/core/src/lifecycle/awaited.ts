import { AWAITED, type SharedPipeline } from '../ring/layout.ts'
import { waitFor } from '../ring/progress.ts'

/** Says that one more, or one fewer, waits for all that was logged. */
export function changeAwaited(shared: SharedPipeline, by: 1 | -1): void {
  const control = new Int32Array(shared.control)
  Atomics.add(control, AWAITED, by)
  Atomics.notify(control, AWAITED)
}

/** As `waitFor`, after `wake()`. Meanwhile no sink that has no room keeps the others from their records. */
export async function waitForAll(
  shared: SharedPipeline,
  wake: () => void,
  done: () => boolean,
  timeoutMs: number,
): Promise<boolean> {
  if (done()) return true
  changeAwaited(shared, 1)
  wake()
  const isDone = await waitFor(shared, done, timeoutMs)
  changeAwaited(shared, -1)
  return isDone
}
