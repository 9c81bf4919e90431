import { isMainThread } from 'node:worker_threads'
import type { PipelineHandle } from './pipeline-handle.ts'

/** Those with a file that is to be begun anew. */
const handles = new Set<WeakRef<PipelineHandle>>()

/**
 * Listens for SIGHUP from the first pipeline on that asks for it, and for good: a process that took the signal for one
 * thing must not die of it later. Shutdown handlers see this listener and leave the end of the process to it, which has
 * none in mind.
 */
export function reopenOnSighup(handle: PipelineHandle): void {
  const { sinks } = handle.config
  if (!sinks.some((sink) => sink.kind === 'rotating-file' && sink.reopenOnSighup)) return
  // Node delivers signals to the main thread only. Windows means by it that the console was closed.
  if (!isMainThread || process.platform === 'win32') return
  for (const known of handles) if (known.deref() === undefined) handles.delete(known)
  handles.add(new WeakRef(handle))
  if (!process.listeners('SIGHUP').includes(reopenAll)) process.on('SIGHUP', reopenAll)
}

function reopenAll(): void {
  for (const handle of handles) handle.deref()?.reopen()
}
