/**
 * Paths of the files that sinks of this thread write, or are about to finish. Answers without a system call what
 * `filesOf` would have to find out, and also where there is no procfs.
 */
const held = new Set<string>()

export const hold = (path: string): void => void held.add(path)

export const letGo = (path: string): void => void held.delete(path)

export const isHeldHere = (path: string): boolean => held.has(path)
