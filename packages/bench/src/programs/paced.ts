import { setImmediate as turn } from 'node:timers/promises'
import { nowUs } from '../clock.ts'
import { percentiles } from '../measurement.ts'
import type { Program, Task } from '../task.ts'
import { openWarm } from './call-cost.ts'

/**
 * Single calls at a fixed rate. The schedule is absolute: after a stall the calls that are due follow at once, as
 * requests would. The event loop turns a hundred times a second, so that libraries that write in it can. The duration
 * of each call includes one read of the clock, and the `await` where calls are awaited.
 */
export async function openPaced(task: Task): Promise<Program> {
  const { subject, loop } = await openWarm(task)
  const took = new Float64Array(task.count)
  const gap = 1_000_000 / task.rate
  const perTurn = Math.ceil(task.rate / 100)

  function calls(from: number, to: number, start: number): void {
    let due = start + from * gap
    for (let i = from; i < to; i++) {
      while (nowUs() < due);
      const called = nowUs()
      loop.one()
      took[i] = nowUs() - called
      due += gap
    }
  }

  async function awaitedCalls(from: number, to: number, start: number): Promise<void> {
    let due = start + from * gap
    for (let i = from; i < to; i++) {
      while (nowUs() < due);
      const called = nowUs()
      await loop.one()
      took[i] = nowUs() - called
      due += gap
    }
  }

  /** Calls a second that there were in fact: who takes longer than the pace allows falls behind. */
  async function run(): Promise<number> {
    const start = nowUs()
    for (let from = 0; from < took.length; from += perTurn) {
      const to = Math.min(took.length, from + perTurn)
      if (task.calls === 'awaited') await awaitedCalls(from, to, start)
      else calls(from, to, start)
      await turn()
    }
    const reached = (took.length / (nowUs() - start)) * 1_000_000
    await subject.settle()
    return reached
  }

  // Once unmeasured: this loop is new to the compiler.
  await run()
  return {
    async block() {
      const reached = await run()
      return { ...percentiles(took), reached: [reached] }
    },
    made: () => loop.made,
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}
