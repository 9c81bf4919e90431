import { CallLoop } from '../call-sites.ts'
import { nowUs } from '../clock.ts'
import { openSubject } from '../subjects/open-subject.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Program, Task } from '../task.ts'

/** Small enough for the default queue at any line of the suite, an Error's too: nothing may be dropped. */
const WARM_UP_BURST = 5_000

/** Microseconds. */
interface Burst {
  readonly calls: number
  /** How long the event loop was busy until everything was written: the calls and what they left it to do. */
  readonly busy: number
}

export interface WarmSubject {
  readonly subject: Subject
  readonly loop: CallLoop
  /** Makes that many calls, and settles. */
  readonly burst: (count: number) => Promise<Burst>
}

/** Opens the subject of a task and makes its warm-up calls. */
export async function openWarm(task: Task): Promise<WarmSubject> {
  const subject = await openSubject(task.subject, task.options)
  const loop = new CallLoop(subject, task.calls)
  const sync = (count: number): number => {
    const start = nowUs()
    loop.run(count)
    return nowUs() - start
  }
  const awaited = async (count: number): Promise<number> => {
    const start = nowUs()
    await loop.runAwaited(count)
    return nowUs() - start
  }
  const calls = task.calls === 'awaited' ? awaited : sync
  const burst = async (count: number): Promise<Burst> => {
    const before = performance.eventLoopUtilization()
    const took = await subject.within(() => calls(count))
    await subject.settle()
    return { calls: took, busy: performance.eventLoopUtilization(before).active * 1000 }
  }
  for (let left = task.warmUp; left > 0; left -= WARM_UP_BURST) await burst(Math.min(left, WARM_UP_BURST))
  return { subject, loop, burst }
}

/** The mean cost of a call: bursts with a drain between them, one value a burst. */
export async function openCallCost(task: Task): Promise<Program> {
  const { subject, loop, burst } = await openWarm(task)
  return {
    async block() {
      const mean: number[] = []
      const busy: number[] = []
      for (let i = 0; i < task.bursts; i++) {
        const took = await burst(task.count)
        mean.push(took.calls / task.count)
        busy.push(took.busy / task.count)
      }
      return { mean, 'busy until written': busy }
    },
    made: () => loop.made,
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}
