import { canShare } from '../codec/shared-memory.ts'
import { PROGRESS, type SharedPipeline } from './layout.ts'

/**
 * Calls back once, after the reader has moved. Does not keep the process alive: whoever waits holds a
 * ref'd timer, its own deadline. Without a timeout of its own, which would leave a delayed task behind.
 */
export function onProgress(shared: SharedPipeline, callback: () => void): void {
  if (!canShare) {
    setImmediate(callback)
    return
  }
  const control = new Int32Array(shared.control)
  const wait = Atomics.waitAsync(control, PROGRESS, Atomics.load(control, PROGRESS))
  if (wait.async) void wait.value.then(callback)
  else queueMicrotask(callback)
}

/** Resolves true as soon as `done()` holds after some progress, false when `timeoutMs` is over first. */
export function waitFor(shared: SharedPipeline, done: () => boolean, timeoutMs: number): Promise<boolean> {
  if (done()) return Promise.resolve(true)
  return new Promise((resolve) => {
    let open = true
    const settle = (result: boolean): void => {
      open = false
      clearTimeout(timer)
      resolve(result)
    }
    const timer = setTimeout(() => settle(done()), Math.min(timeoutMs, 2 ** 31 - 1))
    const look = (): void => {
      if (!open) return
      if (done()) return settle(true)
      onProgress(shared, look)
      // What happened between the look and the wait is not notified again.
      if (done()) settle(true)
    }
    look()
  })
}
