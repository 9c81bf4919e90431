import { constants } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import type { ExitCoordinator } from './exit-coordinator.ts'
import { decidingListeners } from './deciding-listeners.ts'

export type ShutdownSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP'

export const SHUTDOWN_SIGNALS: readonly ShutdownSignal[] = ['SIGTERM', 'SIGINT', 'SIGHUP']

/**
 * What the end may still take where the drain has not come to its end: somebody insists, or the deadline has passed.
 * Not nothing: npm and terminals pass one Ctrl-C on twice.
 */
const INSISTED_MS = 100
/** By when a signal that the process sends itself has arrived. */
const SIGNAL_MS = 1000

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

  function end(signal: NodeJS.Signals, atMostMs?: number): void {
    // First: a further signal then ends the process even while it blocks here.
    uninstall()
    // For what was logged since: the signal runs no 'exit' listener.
    coordinator.drainNow(atMostMs)
    // As the first process of a container, the kernel keeps a signal away from it that nobody listens to.
    const exit = (): void => process.exit(128 + constants.signals[signal])
    if (process.pid === 1 && process.listenerCount(signal) === 0) exit()
    // A signal that goes to a listener does not keep the process alive: it would end by itself first, with status 0.
    if (process.listenerCount(signal) > 0) setTimeout(process.pid === 1 ? exit : () => undefined, SIGNAL_MS)
    process.kill(process.pid, signal)
  }

  function onSignal(signal: NodeJS.Signals): void {
    const decides = decidingListeners(signal) <= 1
    if (draining.has(signal)) {
      if (decides) end(signal, INSISTED_MS)
      return
    }
    draining.add(signal)
    void coordinator.flushAll(timeoutMs, decides).then((flushed) => {
      draining.delete(signal)
      if (decides) end(signal, flushed ? undefined : INSISTED_MS)
    })
  }

  // In front: a listener that was attached with `once` is gone when those behind it are called, and looks like none.
  for (const signal of signals) process.prependListener(signal, onSignal)
  return uninstall
}
