import { setTimeout as sleep } from 'node:timers/promises'
import { CallLoop } from '../call-sites.ts'
import { nowUs } from '../clock.ts'
import { percentiles } from '../measurement.ts'
import type { Program, Task } from '../task.ts'
import { openWarm } from './call-cost.ts'

/** The first call after a pause: the one that wakes the thread, and finds every cache cold. */
export async function openAfterIdle(task: Task): Promise<Program> {
  const { subject } = await openWarm(task)
  const loop = new CallLoop(subject, task.calls)
  loop.run(20_000)
  await subject.settle()
  return {
    async block() {
      const took = new Float64Array(task.count)
      for (let i = 0; i < took.length; i++) {
        await sleep(task.idleMs)
        const start = nowUs()
        loop.run(1)
        took[i] = nowUs() - start
      }
      return percentiles(took)
    },
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}
