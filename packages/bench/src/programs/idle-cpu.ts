import { setTimeout as sleep } from 'node:timers/promises'
import type { Program, Task } from '../task.ts'
import { openWarm } from './call-cost.ts'

/** What the process burns while nobody logs, all its threads together, in percent of one core. */
export async function openIdleCpu(task: Task): Promise<Program> {
  const { subject, loop } = await openWarm(task)
  // The compiler and the collector finish what the warm-up left them.
  await sleep(1000)
  return {
    async block() {
      const before = process.cpuUsage()
      const start = performance.now()
      await sleep(task.idleMs)
      const { user, system } = process.cpuUsage(before)
      return { share: [((user + system) / 1000 / (performance.now() - start)) * 100] }
    },
    made: () => loop.made,
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}
