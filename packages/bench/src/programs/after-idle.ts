import { setTimeout as sleep } from 'node:timers/promises'
import { nowUs } from '../clock.ts'
import { percentiles } from '../measurement.ts'
import type { Program, Task } from '../task.ts'
import { openWarm } from './call-cost.ts'

/** The first call after a pause: the one that wakes the thread, and finds every cache cold. */
export async function openAfterIdle(task: Task): Promise<Program> {
  const { subject, loop } = await openWarm(task)
  return {
    async block() {
      const took = new Float64Array(task.count)
      for (let i = 0; i < took.length; i++) {
        await sleep(task.idleMs)
        // Once for nothing: the clock's own cold start is not the call's.
        nowUs()
        const start = nowUs()
        loop.one()
        took[i] = nowUs() - start
      }
      return percentiles(took)
    },
    made: () => loop.made,
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}
