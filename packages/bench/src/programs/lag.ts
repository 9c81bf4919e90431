import { setImmediate as turn } from 'node:timers/promises'
import { holdUntil } from '../clock.ts'
import { openSubject } from '../subjects/open-subject.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Program, Task } from '../task.ts'

interface MessageFirst {
  info(message: string, fields: object): unknown
}
interface FieldsFirst {
  info(fields: object, message: string): unknown
}

/**
 * Each call with its time in a field: nanoseconds of the clock that all processes of a machine share, so that the
 * parent, who reads the lines from a pipe, can subtract.
 */
function timedCall({ target, order }: Subject): (i: number) => void {
  return (i) => {
    const fields = { called_at: Number(process.hrtime.bigint()), order_id: i, status: 'paid' }
    if (order === 'message-first') (target as MessageFirst).info('Order paid', fields)
    else (target as FieldsFirst).info(fields, 'Order paid')
  }
}

/** Calls at a fixed rate. */
export async function openLag(task: Task): Promise<Program> {
  const subject = await openSubject(task.subject, task.options)
  const call = timedCall(subject)
  let made = 0
  return {
    async block() {
      const gap = 1000 / task.rate
      let due = performance.now()
      for (let i = 0; i < task.count; i++) {
        holdUntil(due)
        call(i)
        due += gap
        // As if each call came with an event of its own: libraries that write in the event loop are not kept from it.
        await turn()
      }
      made += task.count
      await subject.settle()
      return {}
    },
    made: () => made,
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}

/** All calls at once. */
export async function openBurst(task: Task): Promise<Program> {
  const subject = await openSubject(task.subject, task.options)
  const call = timedCall(subject)
  let made = 0
  return {
    async block() {
      const start = performance.now()
      for (let i = 0; i < task.count; i++) call(i)
      const took = performance.now() - start
      made += task.count
      await subject.settle()
      return { 'calls made': [took] }
    },
    made: () => made,
    async close() {
      await subject.close()
      return subject.lost()
    },
  }
}
