import { CallLoop } from '../call-sites.ts'
import { nowUs } from '../clock.ts'
import { openSubject } from '../subjects/open-subject.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Program, Task } from '../task.ts'

/** Small enough for the default queue at any line of the suite: nothing may be dropped. */
const WARM_UP_BURST = 20_000

export interface WarmSubject {
  readonly subject: Subject
  readonly loop: CallLoop
  /** Makes that many calls, and settles. The microseconds that the calls took. */
  readonly burst: (count: number) => Promise<number>
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
  const burst = async (count: number): Promise<number> => {
    const took = await subject.within(() => calls(count))
    await subject.settle()
    return took
  }
  for (let made = 0; made < task.warmUp; made += WARM_UP_BURST) await burst(WARM_UP_BURST)
  return { subject, loop, burst }
}

/** The mean cost of a call: bursts with a drain between them, one value a burst. */
export async function openCallCost(task: Task): Promise<Program> {
  const { subject, burst } = await openWarm(task)
  return {
    async block() {
      const mean: number[] = []
      for (let i = 0; i < task.bursts; i++) mean.push((await burst(task.count)) / task.count)
      return { mean }
    },
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}
