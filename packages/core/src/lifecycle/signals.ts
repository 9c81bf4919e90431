import { isMainThread } from 'node:worker_threads'
import type { ExitCoordinator } from './exit-coordinator.ts'

export type ShutdownSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP'

export const SHUTDOWN_SIGNALS: readonly ShutdownSignal[] = ['SIGTERM', 'SIGINT', 'SIGHUP']

/**
 * Drains on a signal and then lets the signal do what it would have done, so that the exit status stays
 * the signal's (130 and 143 to a shell). An application with a listener of its own for the signal decides
 * itself when to end: the records are flushed, nothing is re-raised, and the 'exit' drain takes the rest.
 * A second signal of the kind ends the process at once.
 */
export function handleSignals(
  coordinator: ExitCoordinator,
  signals: readonly ShutdownSignal[],
  timeoutMs: number | null,
): () => void {
  // Signals are delivered to the main thread only.
  if (!isMainThread) return () => undefined
  const draining = new Set<NodeJS.Signals>()

  function uninstall(): void {
    for (const signal of signals) process.off(signal, onSignal)
  }

  function end(signal: NodeJS.Signals): void {
    uninstall()
    // For what was logged since: the signal runs no 'exit' listener.
    coordinator.drainNow()
    process.kill(process.pid, signal)
  }

  function onSignal(signal: NodeJS.Signals): void {
    const decides = process.listenerCount(signal) === 1
    if (draining.has(signal)) {
      if (decides) end(signal)
      return
    }
    draining.add(signal)
    void coordinator.flushAll(timeoutMs).then(() => {
      if (process.listenerCount(signal) === 1) end(signal)
      else draining.delete(signal)
    })
  }

  for (const signal of signals) process.on(signal, onSignal)
  return uninstall
}
