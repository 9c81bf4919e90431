export type SubjectName = 'fapilog' | 'pino' | 'JSON.stringify' | 'empty function' | 'error.stack'

export interface SubjectOptions {
  /** Three fields: bound to the logger, or in the scope that the calls run in. */
  readonly context: 'bound' | 'scope'
  readonly facade: 'sync' | 'async'
  /** `nothing`: the subject's cheapest target that drops everything. `stdout`: lines on standard output. */
  readonly sink: 'nothing' | 'stdout'
  /** Whether a full queue holds the caller instead of losing the record. */
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
  /** Records that were submitted and will not arrive. */
  lost(): number
  close(): Promise<void>
}

/** Equal for all subjects. */
export const CONTEXT = {
  correlation_id: 'req-123',
  request_id: 'abc-456',
  user_id: 'user-789',
} as const
