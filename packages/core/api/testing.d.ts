import { LevelName, LogEvent, SyncLoggerFacade } from "./sink.mjs";
/** A logger that prints nowhere, and the events it has made. */
interface Capture extends AsyncDisposable {
  readonly logger: SyncLoggerFacade;
  /** Waits for what was logged so far and gives all events since the start, in order. */
  events(): Promise<readonly LogEvent[]>;
  /** Ends the capture and its thread. */
  stop(): Promise<void>;
}
/** Captures through the real pipeline and its thread. `level` defaults to TRACE. */
declare function captureLogs(options?: {
  readonly level?: LevelName;
}): Capture;
export { type Capture, type LogEvent, captureLogs };
