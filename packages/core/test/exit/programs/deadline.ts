/** What a process has for its end when its sink is stuck. */
export const DEADLINE_MS = 400
