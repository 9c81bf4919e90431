import { readlinkSync } from 'node:fs'

/** The number of this thread on Linux, by which the system tells how it fares; 0 elsewhere. */
export function systemThreadId(): number {
  try {
    // `<process>/task/<thread>`
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1)) | 0
  } catch {
    return 0
  }
}
