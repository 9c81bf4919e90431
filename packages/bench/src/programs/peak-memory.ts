import { readFileSync } from 'node:fs'

/**
 * The highest resident size so far, in MB. `ru_maxrss` is only the second choice: on Linux a child starts
 * with its parent's.
 */
export function peakMb(): number {
  try {
    const kib = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    if (kib !== undefined) return (Number(kib) * 1024) / 1e6
  } catch {
    // Not Linux.
  }
  return (process.resourceUsage().maxRSS * 1024) / 1e6
}
