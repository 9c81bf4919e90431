import { importFapilog } from '../subjects/fapilog.ts'
import { openSubject } from '../subjects/open-subject.ts'
import type { Program, Task } from '../task.ts'
import { logOf } from './log-of.ts'

/** Logs, and ends the process in the same turn of the event loop, without a word to the logger. */
export async function openExit(task: Task): Promise<Program> {
  const subject = await openSubject(task.subject, task.options)
  const log = logOf(subject)
  // What its documentation says for signals; the peers' have nothing to offer there.
  if (task.ending === 'SIGTERM' && task.subject === 'fapilog')
    (await importFapilog()).installShutdownHandlers()
  const end = (): void => {
    if (task.ending === 'process.exit') process.exit(0)
    if (task.ending === 'SIGTERM') process.kill(process.pid, 'SIGTERM')
    if (task.ending === 'throw') throw new Error('the end that this scenario wants')
    // Only then: it would end a process that waits for its signal, or drains because of it.
    if (task.ending === 'natural end') process.disconnect()
  }
  return {
    block() {
      // Outside the promise, or the throw would be a rejection that the child reports.
      setImmediate(() => {
        for (let i = 0; i < task.count; i++) log(subject.target, i)
        end()
      })
      return new Promise(() => undefined)
    },
    // It ends before it could be asked.
    made: () => task.count,
    close: () => Promise.resolve(null),
  }
}
