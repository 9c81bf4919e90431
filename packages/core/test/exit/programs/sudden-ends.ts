/** Ends of which the process learns nothing: no listener runs. */
export const SUDDEN_ENDS = ['SIGKILL', 'process.abort()', 'SIGSEGV', 'running out of heap'] as const

export type Sudden = (typeof SUDDEN_ENDS)[number]

export const PER_MS = 200
/** How many lines one mark stands for. */
export const MARK_EVERY = 20
