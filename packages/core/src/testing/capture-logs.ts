import { LOSS_LOGGER, LOSS_MESSAGE } from '../ring/loss.ts'
import type { LogEvent } from '../sinks/sink.ts'
import { getLogger, type LoggerOptions } from '../logger/get-logger.ts'
import type { LoggerCore } from '../logger/logger-core.ts'
import { subscribeTo } from '../logger/subscribe.ts'
import type { SyncLoggerFacade } from '../logger/types.ts'

/** As for `getLogger`; the pipeline is always one of its own, without sinks. `level` defaults to TRACE. */
export type CaptureOptions = Omit<LoggerOptions, 'reuse' | 'sinks' | 'format'>

/** A logger that prints nowhere, and the events it has made. */
export interface Capture extends AsyncDisposable {
  readonly logger: SyncLoggerFacade
  /** Waits for what was logged so far and gives all events since the start, in order; after `stop`, those until then. */
  events(): Promise<readonly LogEvent[]>
  /** Ends the capture and its thread. */
  stop(): Promise<void>
}

/**
 * Captures through the real pipeline and its thread, for tests of what is logged. Loggers made from
 * `capture.logger` are captured as well; those of `getLogger()` are not.
 */
export function captureLogs(options: CaptureOptions = {}): Capture {
  const logger = getLogger({ level: 'trace', ...options, reuse: false, sinks: [{ kind: 'noop' }] })
  const events: LogEvent[] = []
  const waiting = new Set<() => void>()
  /** Events without those that the pipeline makes itself, which are in no count. */
  let counted = 0
  const end = subscribeTo(
    (logger as unknown as LoggerCore).bindTo(),
    (event) => {
      events.push(event)
      if (event.logger !== LOSS_LOGGER || event.message !== LOSS_MESSAGE) counted++
      for (const look of waiting) look()
    },
    {},
  )

  let stopped = false

  async function all(): Promise<readonly LogEvent[]> {
    if (!stopped) await arrived()
    return events.slice()
  }

  async function arrived(): Promise<void> {
    // However slow the machine is: the test has a deadline of its own.
    await logger.flush({ timeoutMs: Number.POSITIVE_INFINITY })
    // Flushed means that the thread has sent them; they arrive with the next turns of this loop.
    const { delivered } = logger.stats()
    await new Promise<void>((resolve) => {
      const keepAlive = setInterval(() => undefined, 2 ** 30)
      const look = (): void => {
        if (counted < delivered) return
        clearInterval(keepAlive)
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  }

  async function stop(): Promise<void> {
    await all()
    stopped = true
    end()
    await logger.drain()
  }
  return { logger, events: all, stop, [Symbol.asyncDispose]: stop }
}
