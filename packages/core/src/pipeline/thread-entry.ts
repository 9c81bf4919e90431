import { isMainThread, workerData } from 'node:worker_threads'
import { runThread } from './run-thread.ts'
import type { ThreadData } from './thread-messages.ts'

/** The program of the dedicated thread. The caller's thread loads it too, where the pipeline runs inline. */
export { InlinePipeline } from './inline-pipeline.ts'

const STARTED = Symbol.for('fapilog.thread')
const scope = globalThis as { [STARTED]?: true }

/** A sink's module may use a logger of its own on this thread, inline: that is no second start. */
if (!isMainThread && isThreadData(workerData) && scope[STARTED] === undefined) {
  scope[STARTED] = true
  void runThread(workerData)
}

function isThreadData(data: unknown): data is ThreadData {
  return typeof data === 'object' && data !== null && 'program' in data && data.program === 'fapilog'
}
