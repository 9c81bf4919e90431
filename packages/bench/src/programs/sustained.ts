import { nowUs } from '../clock.ts'
import { openSubject } from '../subjects/open-subject.ts'
import type { Program, Task } from '../task.ts'
import { logOf } from './log-of.ts'

/** Lines between two looks at whether there is room, for libraries that do not hold the caller themselves. */
const CHUNK = 1000

/**
 * As many events as go through when none may be dropped and memory may not grow: a full queue holds the caller, or
 * the caller waits for room. The clock stops when the last one is written.
 */
export async function openSustained(task: Task): Promise<Program> {
  const subject = await openSubject(task.subject, task.options)
  const log = logOf(subject)
  const { target, room } = subject
  let made = 0
  const run = async (count: number): Promise<number> => {
    const start = nowUs()
    for (let from = 0; from < count; from += CHUNK) {
      const to = Math.min(count, from + CHUNK)
      if (task.calls === 'awaited') for (let i = from; i < to; i++) await log(target, i)
      else for (let i = from; i < to; i++) log(target, i)
      if (room !== undefined) await room()
    }
    made += count
    await subject.settle()
    return nowUs() - start
  }
  await run(task.warmUp)
  return {
    async block() {
      const took = await run(task.count)
      return { rate: [(task.count / took) * 1_000_000] }
    },
    made: () => made,
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}
