import { spawnSync } from 'node:child_process'

/** A program of the system, not of a package. */
export const STRACE = 'strace'

let answer: boolean | undefined

/** Whether strace is there and may be used: containers often forbid it. */
export function canTrace(): boolean {
  answer ??= spawnSync(STRACE, ['-f', '-o', '/dev/null', 'true']).status === 0
  return answer
}
