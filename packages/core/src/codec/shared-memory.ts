/** False where a process may not have memory that threads share: then its pipeline runs inline. */
export const canShare: boolean = typeof SharedArrayBuffer === 'function'

/** Zeroed memory that two threads can use; plain memory where there is to be one thread only. */
export function shareMemory(bytes: number): SharedArrayBuffer {
  return canShare ? new SharedArrayBuffer(bytes) : (new ArrayBuffer(bytes) as unknown as SharedArrayBuffer)
}

/** Blocks this thread. */
export function sleep(ms: number): void {
  if (canShare) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
    return
  }
  const end = performance.now() + ms
  while (performance.now() < end);
}
