/**
 * Paths of the files that sinks of this thread write, or are about to finish. Answers without a system call what
 * `filesOf` would have to find out, and also where there is no procfs.
 */
export const heldHere = new Set<string>()
