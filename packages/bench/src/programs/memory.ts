import type { Program, Task } from '../task.ts'
import { peakMb } from './peak-memory.ts'
import { openSustained } from './sustained.ts'

/** The peak of the sustained load. With an empty function as subject it is the program's own. */
export async function openMemory(task: Task): Promise<Program> {
  const load = await openSustained(task)
  return {
    async block() {
      await load.block()
      return { peak: [peakMb()] }
    },
    made: () => load.made(),
    close: () => load.close(),
  }
}
