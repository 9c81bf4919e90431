/** What a process has for its end when its sink is stuck. Long enough that twice as much cannot be taken for it. */
export const DEADLINE_MS = 1000
/** Where another pipeline has to start its thread within that time, on a loaded machine. */
export const TWO_PIPELINES_MS = 4000
