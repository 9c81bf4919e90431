export { captureLogs, type Capture, type CaptureOptions } from './testing/capture-logs.ts'
export type { LogEvent } from './sinks/sink.ts'
