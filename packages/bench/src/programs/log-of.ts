import { MARK } from '../line-counter.ts'
import type { Subject } from '../subjects/subject.ts'

const MESSAGE = `Processing a request ${MARK}`

export type Log = (logger: object, i: number) => unknown

/** Lines of about 400 bytes, in each library's own order of arguments. */
export function logOf(subject: Subject): Log {
  if (subject.order === 'message-first') {
    return (logger, i) =>
      (logger as { info(message: string, fields: object): unknown }).info(MESSAGE, {
        order_id: i,
        action: 'checkout',
        duration_ms: 42.5,
        ok: true,
      })
  }
  return (logger, i) => {
    const fields = { order_id: i, action: 'checkout', duration_ms: 42.5, ok: true }
    return (logger as { info(fields: object, message: string): unknown }).info(fields, MESSAGE)
  }
}
