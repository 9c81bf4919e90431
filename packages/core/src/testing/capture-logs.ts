import type { LevelName } from '../config/settings.ts'
import type { LogEvent } from '../sinks/sink.ts'
import { getLogger } from '../logger/get-logger.ts'
import type { LoggerCore } from '../logger/logger-core.ts'
import { subscribeTo } from '../logger/subscribe.ts'
import type { SyncLoggerFacade } from '../logger/types.ts'

/** A logger that prints nowhere, and the events it has made. */
export interface Capture extends AsyncDisposable {
  readonly logger: SyncLoggerFacade
  /** Waits for what was logged so far and gives all events since the start, in order. */
  events(): Promise<readonly LogEvent[]>
  /** Ends the capture and its thread. */
  stop(): Promise<void>
}

/** Captures through the real pipeline and its thread. `level` defaults to TRACE. */
export function captureLogs(options: { readonly level?: LevelName } = {}): Capture {
  const logger = getLogger({ reuse: false, level: options.level ?? 'trace', sinks: [{ kind: 'noop' }] })
  const core = logger as unknown as LoggerCore
  const events: LogEvent[] = []
  let notify: (() => void) | null = null
  const end = subscribeTo(
    core.bindTo(),
    (event) => {
      events.push(event)
      notify?.()
    },
    {},
  )
  const expected = (): number => {
    const { delivered } = logger.stats()
    return delivered
  }
  async function all(): Promise<readonly LogEvent[]> {
    await logger.flush()
    // Flushed means that the thread has sent them; they arrive with the next turns of this loop.
    const keepAlive = setInterval(() => undefined, 2 ** 30)
    while (events.length < expected()) await new Promise<void>((resolve) => (notify = resolve))
    clearInterval(keepAlive)
    return events.slice()
  }
  async function stop(): Promise<void> {
    end()
    await logger.drain()
  }
  return { logger, events: all, stop, [Symbol.asyncDispose]: stop }
}
