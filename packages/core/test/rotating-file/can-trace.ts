import { spawnSync } from 'node:child_process'

let answer: boolean | undefined

/** Whether strace is there and may be used: containers often forbid it. */
export function canTrace(): boolean {
  answer ??= spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0
  return answer
}
