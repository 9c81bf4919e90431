import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { nowUs } from '../clock.ts'
import { quantile } from '../measurement.ts'
import { openSubject } from '../subjects/open-subject.ts'
import type { Program, Task } from '../task.ts'
import { logOf } from './log-of.ts'
import { peakMb } from './peak-memory.ts'

/**
 * A program with an event loop, which a timer wakes every millisecond to make the calls that are due. What it feels
 * of its logger: the calls, how late its event loop is (1 ms is the timer's own period), and the memory.
 */
export async function openApplication(task: Task): Promise<Program> {
  const subject = await openSubject(task.subject, task.options)
  const log = logOf(subject)
  let made = 0
  const run = async (count: number, took: Float64Array): Promise<void> => {
    const start = nowUs()
    for (let i = 0; i < count;) {
      await sleep(1)
      const due = Math.min(count, Math.ceil(((nowUs() - start) / 1_000_000) * task.rate))
      for (; i < due; i++) {
        const called = nowUs()
        log(subject.target, i)
        took[i] = nowUs() - called
        made++
      }
    }
  }
  await run(task.warmUp, new Float64Array(task.warmUp))
  const took = new Float64Array(task.count)
  return {
    async block() {
      const delay = monitorEventLoopDelay({ resolution: 1 })
      delay.enable()
      await run(task.count, took)
      delay.disable()
      const sorted = took.slice().sort()
      return {
        'call p50': [quantile(sorted, 0.5)],
        'call p99': [quantile(sorted, 0.99)],
        'call max': [quantile(sorted, 1)],
        'loop p99': [delay.percentile(99) / 1e6],
        'loop max': [delay.max / 1e6],
        'peak memory': [peakMb()],
      }
    },
    made: () => made,
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}
