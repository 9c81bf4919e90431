import { makeCallSites, type CallSite } from '../call-sites.ts'
import { nowUs } from '../clock.ts'
import { percentiles } from '../measurement.ts'
import type { Program, Task } from '../task.ts'
import { openWarm } from './call-cost.ts'

/**
 * Single calls at a fixed rate. The schedule is absolute: after a stall the calls that are due follow at
 * once, as requests would. The duration of each call includes one read of the clock.
 */
export async function openPaced(task: Task): Promise<Program> {
  const { subject } = await openWarm(task)
  const sites = makeCallSites(subject, task.calls)
  const took = new Float64Array(task.count)
  const gap = 1_000_000 / task.rate

  function run(first: number): void {
    const mask = sites.length - 1
    const { target } = subject
    let due = nowUs()
    for (let i = 0; i < took.length; i++) {
      const site = sites[((first + i) * 7) & mask] as CallSite
      while (nowUs() < due);
      const start = nowUs()
      site(target, i)
      took[i] = nowUs() - start
      due += gap
    }
  }

  // Once unmeasured: these sites and this loop are new to the compiler.
  run(0)
  await subject.settle()
  return {
    async block() {
      run(0)
      await subject.settle()
      return percentiles(took)
    },
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}
