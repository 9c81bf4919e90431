export type SubjectName =
  | 'fapilog'
  | 'fapilog async'
  | 'pino'
  | 'pino async'
  | 'pino.transport'
  | 'pino stdout'
  | 'winston'
  | 'winston stdout'
  | 'LogTape'
  | 'tslog'
  | 'bunyan'
  | 'bunyan stdout'
  | 'JSON.stringify'
  | 'empty function'
  | 'error.stack'

/** What the others are measured by. */
export const WRITES_NOTHING: readonly SubjectName[] = ['JSON.stringify', 'empty function', 'error.stack']

export interface SubjectOptions {
  /** Three fields: bound to the logger, or in the scope that the calls run in. `none`: no such fields. */
  readonly context: 'none' | 'bound' | 'scope'
  /** `stdout`: JSON lines on standard output, whatever that is. `noop`: formatted and written nowhere; ours only. */
  readonly sink: 'stdout' | 'noop'
  /** Whether a full queue of ours holds the caller instead of losing the record. */
  readonly block: boolean
}

/** A library in one configuration, opened in the process that measures it. */
export interface Subject {
  /** What the call sites call. */
  readonly target: object
  /** `info(message, fields)` or `info(fields, message)`. */
  readonly order: 'message-first' | 'fields-first'
  /** Runs `fn` in the context of the scenario. */
  within<T>(fn: () => T): T
  /** Resolves when nothing that was logged waits any more. */
  settle(): Promise<void>
  /**
   * Where memory would grow without it: resolves when enough was written that more may be logged. Absent where the
   * call itself holds the caller.
   */
  readonly room?: () => Promise<void>
  /** Records that were submitted and will not arrive; null where the library does not count them. */
  lost(): number | null
  /** The end that the library's documentation asks for. */
  close(): Promise<void>
}

/** Equal for all subjects. */
export const CONTEXT = {
  correlation_id: 'req-123',
  request_id: 'abc-456',
  user_id: 'user-789',
} as const
