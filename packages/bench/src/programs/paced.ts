import { nowUs } from '../clock.ts'
import { percentiles } from '../measurement.ts'
import type { Program, Task } from '../task.ts'
import { openWarm } from './call-cost.ts'

/**
 * Single calls at a fixed rate. The schedule is absolute: after a stall the calls that are due follow at
 * once, as requests would. The duration of each call includes one read of the clock.
 */
export async function openPaced(task: Task): Promise<Program> {
  const { subject, loop } = await openWarm(task)
  const took = new Float64Array(task.count)
  const gap = 1_000_000 / task.rate

  function run(): void {
    let due = nowUs()
    for (let i = 0; i < took.length; i++) {
      while (nowUs() < due);
      const start = nowUs()
      loop.one()
      took[i] = nowUs() - start
      due += gap
    }
  }

  // Once unmeasured: this loop is new to the compiler.
  run()
  await subject.settle()
  return {
    async block() {
      run()
      await subject.settle()
      return percentiles(took)
    },
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}
