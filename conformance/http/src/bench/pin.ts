import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** The core of a server's main thread, and those of all else: its other threads and the client. */
const MAIN = '0'
const OTHERS = `1-${availableParallelism() - 1}`

/**
 * Keeps this process, the client, away from the core of the servers' main threads. False: threads cannot be kept to cores
 * here, without Linux, `taskset` or a second core.
 */
export const pinClient = (): boolean => availableParallelism() > 1 && keepTo(OTHERS, process.pid)

/**
 * The main thread of a server has a core for itself, as it would on a machine that is not full: otherwise the scheduler moves
 * threads about, and what that costs in cold caches differs by microseconds a request from run to run.
 */
export function pinServer(pid: number): void {
  for (const thread of readdirSync(`/proc/${pid}/task`).map(Number)) {
    keepTo(thread === pid ? MAIN : OTHERS, thread)
  }
}

/** One thread. False: it cannot be, or has ended. */
function keepTo(cores: string, thread: number): boolean {
  try {
    execFileSync('taskset', ['-pc', cores, String(thread)], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
