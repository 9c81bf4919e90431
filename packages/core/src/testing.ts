export { captureLogs, type Capture } from './testing/capture-logs.ts'
export type { LogEvent } from './sinks/sink.ts'
