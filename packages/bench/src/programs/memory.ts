import { readFileSync } from 'node:fs'
import type { Program, Task } from '../task.ts'
import { openSustained } from './sustained.ts'

/**
 * The highest resident size so far, in MB. `ru_maxrss` is only the second choice: on Linux a child starts
 * with its parent's.
 */
function peakMb(): number {
  try {
    const kib = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    if (kib !== undefined) return (Number(kib) * 1024) / 1e6
  } catch {
    // Not Linux.
  }
  return (process.resourceUsage().maxRSS * 1024) / 1e6
}

/** The peak of the sustained load. With an empty function as subject it is the program's own. */
export async function openMemory(task: Task): Promise<Program> {
  const load = await openSustained(task)
  return {
    async block() {
      await load.block()
      return { peak: [peakMb()] }
    },
    close: () => load.close(),
  }
}
