import { afterAll } from 'vitest'
import type { LogEvent } from '../sinks/sink.ts'
import type { SyncLoggerFacade } from '../logger/types.ts'
import { captureLogs, type CaptureOptions } from './capture-logs.ts'

export interface Recorder {
  readonly logger: SyncLoggerFacade
  /** The events that `act` makes. */
  events(act: (logger: SyncLoggerFacade) => unknown): Promise<readonly LogEvent[]>
  /** The one event that `act` makes. */
  event(act: (logger: SyncLoggerFacade) => unknown): Promise<LogEvent>
}

/** One capture for all tests of a file: its thread takes some 40 ms to start. */
export function recordEvents(options?: CaptureOptions): Recorder {
  const capture = captureLogs(options)
  afterAll(() => capture.stop())
  async function events(act: (logger: SyncLoggerFacade) => unknown): Promise<readonly LogEvent[]> {
    const before = (await capture.events()).length
    await act(capture.logger)
    return (await capture.events()).slice(before)
  }
  async function event(act: (logger: SyncLoggerFacade) => unknown): Promise<LogEvent> {
    const [first, ...more] = await events(act)
    if (first === undefined || more.length > 0) {
      throw new Error(`expected one event, not ${first === undefined ? 0 : more.length + 1}`)
    }
    return first
  }
  return { logger: capture.logger, events, event }
}
