import { holdUntil } from '../clock.ts'
import { openSubject } from '../subjects/open-subject.ts'
import type { Program, Task } from '../task.ts'

interface MessageFirst {
  info(message: string, fields: object): unknown
}
interface FieldsFirst {
  info(fields: object, message: string): unknown
}

/**
 * Calls at a fixed rate, each with the time of the call in a field: nanoseconds of the clock that all
 * processes of a machine share, so that the parent, who reads the lines from a pipe, can subtract.
 */
export async function openLag(task: Task): Promise<Program> {
  const subject = await openSubject(task.subject, task.options)
  const { target } = subject
  const call = (i: number): void => {
    const fields = { called_at: Number(process.hrtime.bigint()), order_id: i, status: 'paid' }
    if (subject.order === 'message-first') (target as MessageFirst).info('Order paid', fields)
    else (target as FieldsFirst).info(fields, 'Order paid')
  }
  return {
    async block() {
      const gap = 1000 / task.rate
      let due = performance.now()
      for (let i = 0; i < task.count; i++) {
        holdUntil(due)
        call(i)
        due += gap
      }
      await subject.settle()
      return {}
    },
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}
