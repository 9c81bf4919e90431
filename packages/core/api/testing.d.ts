import { LogEvent, LoggerOptions, SyncLoggerFacade } from "./log-event.mjs";
/// <reference lib="esnext.disposable" />
/** As for `getLogger`; the pipeline is always one of its own, without sinks. `level` defaults to TRACE. */
type CaptureOptions = Omit<LoggerOptions, 'reuse' | 'sinks' | 'format'>;
/** A logger that prints nowhere, and the events it has made. */
interface Capture extends AsyncDisposable {
  readonly logger: SyncLoggerFacade;
  /** Waits for what was logged so far and gives all events since the start, in order; after `stop`, those until then. */
  events(): Promise<readonly LogEvent[]>;
  /** Ends the capture and its thread. */
  stop(): Promise<void>;
}
/**
 * Captures through the real pipeline and its thread, for tests of what is logged. Loggers made from
 * `capture.logger` are captured as well; those of `getLogger()` are not.
 */
declare function captureLogs(options?: CaptureOptions): Capture;
export { type Capture, type CaptureOptions, type LogEvent, captureLogs };
