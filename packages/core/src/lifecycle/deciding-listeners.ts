/**
 * signal-exit, which is among the dependencies of much that starts processes or writes files, re-raises a signal only
 * when nobody else listens for it. So do we: neither would ever end the process. It says for this very case how many
 * of the listeners are its own; those do not decide when to end, and leave it to us.
 * https://github.com/tapjs/signal-exit: version 4 under a symbol, version 3 on the process.
 */
const VERSION_4 = Symbol.for('signal-exit emitter')

interface Holders {
  readonly [VERSION_4]?: unknown
  readonly __signal_exit_emitter__?: unknown
}

function countOf(emitter: unknown): number {
  if (typeof emitter !== 'object' || emitter === null || !('count' in emitter)) return 0
  return typeof emitter.count === 'number' ? emitter.count : 0
}

/**
 * How many listeners of a signal decide when the process ends: those of signal-exit step back for any other, and do not
 * count. For those who end a process by its signal, once they are the only one.
 */
export function decidingListeners(signal: string): number {
  const polite =
    countOf((globalThis as Holders)[VERSION_4]) + countOf((process as Holders).__signal_exit_emitter__)
  return process.listenerCount(signal) - polite
}
