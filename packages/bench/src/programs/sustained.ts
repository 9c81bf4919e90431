import { nowUs } from '../clock.ts'
import { openSubject } from '../subjects/open-subject.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Program, Task } from '../task.ts'

type Log = (logger: object, i: number) => void

/** Lines of about 350 bytes, in each library's own order of arguments. */
function logOf(subject: Subject): Log {
  if (subject.order === 'message-first') {
    return (logger, i) => {
      ;(logger as { info(message: string, fields: object): unknown }).info('Processing request', {
        order_id: i,
        action: 'checkout',
        duration_ms: 42.5,
        ok: true,
      })
    }
  }
  return (logger, i) => {
    const fields = { order_id: i, action: 'checkout', duration_ms: 42.5, ok: true }
    ;(logger as { info(fields: object, message: string): unknown }).info(fields, 'Processing request')
  }
}

/**
 * As many events as go through when none may be dropped: a full queue holds the caller. The clock stops
 * when the last one is written.
 */
export async function openSustained(task: Task): Promise<Program> {
  const subject = await openSubject(task.subject, task.options)
  const log = logOf(subject)
  const run = async (count: number): Promise<number> => {
    const start = nowUs()
    for (let i = 0; i < count; i++) log(subject.target, i)
    await subject.settle()
    return nowUs() - start
  }
  await run(task.warmUp)
  return {
    async block() {
      const took = await run(task.count)
      return { rate: [(task.count / took) * 1_000_000] }
    },
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}
