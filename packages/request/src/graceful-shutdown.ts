import { decidingListeners, installShutdownHandlers } from 'fapilog'
import { checkAll, type Check, isFunction, isListOf } from './option-checks.ts'
import { ServedConnections } from './served-connections.ts'
import type { NodeServer } from './server-types.ts'
import type { AnyLogger, RequestLogging } from './types.ts'

type Signal = 'SIGTERM' | 'SIGINT' | 'SIGHUP'

const SIGNALS: readonly Signal[] = ['SIGTERM', 'SIGINT']
const KNOWN: readonly Signal[] = [...SIGNALS, 'SIGHUP']

export interface GracefulShutdownOptions {
  /** Default: SIGTERM and SIGINT; none: only `shutdown()` starts it. */
  readonly signals?: readonly Signal[] | undefined
  /**
   * How long the server goes on accepting connections while `closing` is already true, so that load balancers take it
   * out before it refuses. Milliseconds, default 0; on Kubernetes 3000 to 5000.
   */
  readonly readinessDelayMs?: number | undefined
  /** How long open requests may take from then on, before their connections are cut. Milliseconds, default 10000. */
  readonly timeoutMs?: number | undefined
  /** Closes the application; `server.close()` follows in any case. For Fastify, `() => app.close()`. */
  readonly close?: (() => unknown) | undefined
  /** For databases and the like; called when no request is open any more. What it throws is logged. */
  readonly onClosed?: (() => unknown) | undefined
}

export interface GracefulShutdown {
  /** True from the signal on: what a readiness probe answers 503 to. */
  readonly closing: boolean
  /** One more server of the application, as that of another address: it is closed as the first one is. */
  add(server: NodeServer): void
  /** Starts it; the same promise each time. Never rejects. Does not end the process. */
  shutdown(reason?: string): Promise<void>
  /** Takes the signal listeners away. */
  uninstall(): void
}

/** By when a signal that the process sends itself has arrived. */
const SIGNAL_MS = 1000
/** How often connections that have become idle are closed: a browser keeps them open for minutes. */
const SWEEP_MS = 100
/** The drain is over: what is logged behind it must not keep the process, whose grace period may be as long as that was. */
const LAST_LINES_MS = 1000
/** Cut connections close at once; what still takes longer then is no request. */
const AFTER_CUT_MS = 1000
/** Node fires timers that are longer than this after 1 ms. */
const MAX_TIMER_MS = 2 ** 31 - 1

const milliseconds: Check = [(value) => typeof value === 'number' && value >= 0, 'a number of milliseconds']

const CHECKS = {
  signals: [
    (value) => isListOf(value, (signal) => KNOWN.includes(signal as Signal)),
    'a list of SIGTERM, SIGINT and SIGHUP',
  ],
  readinessDelayMs: milliseconds,
  timeoutMs: milliseconds,
  close: [isFunction, 'a function'],
  onClosed: [isFunction, 'a function'],
} as const satisfies Readonly<Record<keyof GracefulShutdownOptions, Check>>

/**
 * On a signal: announces it to readiness probes, lets open requests finish, closes the server with its kept-alive
 * connections, prints what took place, drains the logger, and then lets the signal do what it would have done: the exit
 * status stays the signal's. Listeners of the application are respected: where there is one, it decides when to end.
 * A second signal ends the process at once, with a line for each request that was open.
 */
export function gracefulShutdown(
  server: NodeServer,
  logging: RequestLogging<AnyLogger>,
  options: GracefulShutdownOptions = {},
): GracefulShutdown {
  checkAll(options, CHECKS, '')
  const { readinessDelayMs = 0, timeoutMs = 10_000, signals = SIGNALS } = options
  let closing = false
  let signalled = false
  let ended: Promise<void> | null = null

  const connections = new ServedConnections()
  connections.add(server)

  async function closeServers(): Promise<boolean> {
    let cut = false
    const sweep = setInterval(() => connections.closeIdle(), SWEEP_MS)
    const deadline = setTimeout(
      () => {
        // Before they look as if their clients had left.
        logging.reportUnfinished()
        cut = connections.cut()
      },
      Math.min(timeoutMs, MAX_TIMER_MS),
    )
    await attempt('close', closeApplication, timeoutMs + AFTER_CUT_MS)
    clearInterval(sweep)
    clearTimeout(deadline)
    return cut
  }

  async function closeApplication(): Promise<void> {
    try {
      if (options.close !== undefined) await options.close()
    } finally {
      await connections.close()
    }
  }

  /** What fails or hangs on the way down must not keep the rest from happening. */
  async function attempt(step: string, fn: () => unknown, limitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<never>((_, reject) => {
      const late = (): void => reject(new Error(`${step} took more than ${limitMs} ms`))
      timer = setTimeout(late, Math.min(limitMs, MAX_TIMER_MS))
    })
    try {
      await Promise.race([fn(), tooLate])
    } catch (error) {
      void logging.logger.exception(error, 'shutdown_step_failed', { step })
    } finally {
      clearTimeout(timer)
    }
  }

  async function run(reason: string): Promise<void> {
    closing = true
    const startedAt = performance.now()
    logging.acquire()
    const { logger } = logging
    void logger.info('shutdown_started', { reason, in_flight: logging.openRequests })
    connections.announce()
    if (readinessDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, readinessDelayMs))
    const cut = await closeServers()
    connections.leave()
    const { onClosed } = options
    if (onClosed !== undefined) await attempt('onClosed', onClosed, timeoutMs)
    const duration_ms = Math.round(performance.now() - startedAt)
    void logger.info('shutdown_completed', { reason, connections_cut: cut, duration_ms })
    // The process is about to end, whoever else uses the logger.
    if ((await logging.release()) === null) await logging.drain()
  }

  function onSignal(name: NodeJS.Signals): void {
    const signal = signals.find((one) => one === name)
    if (signal === undefined) return
    // The second one: whoever sends it has no more patience. What began without a signal is waited for.
    if (signalled) return end(signal)
    signalled = true
    void shutdown(signal).then(() => end(signal))
  }

  function end(signal: Signal): void {
    uninstall()
    // Takes the place of the application's own call, if any: one more drain, for the last lines, and the signal again.
    const remove = installShutdownHandlers({ signals: [signal], timeoutMs: LAST_LINES_MS })
    if (decidingListeners(signal) !== 1) return remove()
    // A signal on its way does not keep the process alive: it would end by itself first, with status 0.
    setTimeout(() => undefined, SIGNAL_MS)
    // At a second signal some are open.
    logging.reportUnfinished()
    process.kill(process.pid, signal)
  }

  function uninstall(): void {
    for (const signal of signals) process.off(signal, onSignal)
  }

  function shutdown(reason = 'shutdown'): Promise<void> {
    return (ended ??= run(reason))
  }

  for (const signal of signals) process.on(signal, onSignal)
  return {
    get closing() {
      return closing
    },
    add: (further) => connections.add(further),
    shutdown,
    uninstall,
  }
}
