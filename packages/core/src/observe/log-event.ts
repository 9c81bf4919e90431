/** One record as it is printed: already filtered, enriched and redacted. */
export interface LogEvent {
  timestamp: string
  level: string
  message: string
  logger: string
  context: Record<string, unknown>
  diagnostics: Record<string, unknown>
  data: Record<string, unknown>
}

/** The event that a line prints; under the setting `schemaVersion` it stands inside a wrapper. */
export function parseEvent(line: string): LogEvent {
  const printed = JSON.parse(line) as LogEvent | { readonly schema_version: string; readonly log: LogEvent }
  return 'schema_version' in printed ? printed.log : printed
}
