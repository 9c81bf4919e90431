import { readFileSync } from 'node:fs'

/** Milliseconds that this thread was ready to run, and others had the machine. 0 where the system does not say. */
export function starvedMs(): number {
  try {
    const [, waited] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')
    return Number(waited) / 1e6
  } catch {
    return 0
  }
}
